/** One bundle, made by ncc. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, parse, resolve } from 'node:path';
import { type ObjectExpression, type Property, type SpreadElement, parse as syntaxOf } from 'acorn';
import { minify } from 'terser';
import { packageOf } from './licenses.ts';

/** ncc, which has no types of its own, as far as it is used here. */
type Ncc = (
  entry: string,
  options: Record<string, unknown>,
) => Promise<{
  code: string;
  assets: Record<string, { source: string | Buffer }>;
  stats: { toJson(options: Record<string, unknown>): { chunks: Chunk[] } };
}>;
const ncc: Ncc = createRequire(import.meta.url)('@vercel/ncc');

/** A file of the bundle. */
interface Chunk {
  id: number;
  files: string[];
  entry: boolean;
  modules: Module[];
}

/** A module, or several that became one; without a path where it stands for one of Node's own. */
interface Module {
  nameForCondition?: string;
  size: number;
  modules?: Module[];
}

/** Bundles what `entry` imports into `folder`, and gives the paths of the modules that are in it. */
export async function bundle(entry: string, folder: string): Promise<string[]> {
  const options = { esm: false, cache: false, quiet: true, target: 'es2022' };
  const { code, assets, stats } = await ncc(resolve(entry), options);
  const { chunks } = stats.toJson({
    all: false,
    ids: true,
    chunks: true,
    chunkModules: true,
    dependentModules: true,
    nestedModules: true,
    chunkModulesSpace: Number.POSITIVE_INFINITY,
    nestedModulesSpace: Number.POSITIVE_INFINITY,
  });
  const parts = chunks.filter((chunk) => !chunk.entry);
  const names = Object.fromEntries(parts.map((chunk) => [chunk.id, nameOf(chunk)]));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  writeFileSync(join(folder, 'index.js'), await forTheStart(withNames(code, names)));
  for (const { id, files } of parts) {
    const source = assets[files[0] as string]?.source;
    writeFileSync(join(folder, `${names[id]}.js`), await forTheStart(String(source)), { flag: 'wx' });
  }
  return chunks.flatMap(({ modules }) => pathsOf(modules));
}

/** A part is called as its largest module, or the package of that. */
function nameOf({ modules }: Chunk): string {
  const [largest] = modules.toSorted((one, other) => other.size - one.size);
  const path = largest?.nameForCondition ?? '';
  return parse(packageOf(path) ?? path).name;
}

/** `code`, which loads its parts by their names: ncc gives them numbers. */
function withNames(code: string, names: Record<string, string>): string {
  const parts = code.split('"" + chunkId + ".index.js"');
  if (parts.length !== 2) throw new Error('ncc no longer loads its parts by their numbers');
  return parts.join(`(${JSON.stringify(names)})[chunkId] + ".js"`);
}

/** `source`, quick to load: without what is never called, which ncc's own minifier leaves in. The frames of a crash keep names. */
async function forTheStart(source: string): Promise<string> {
  const names = { keep_fnames: true, keep_classnames: true };
  const { code = '' } = await minify(source, { ecma: 2020, toplevel: true, compress: { passes: 3 }, ...names });
  return `${compiledAtOnce(code)}\n`;
}

/**
 * `code` with each of its modules in parentheses. All run once the file is loaded, and V8 compiles a function at once that stands in
 * parentheses, where it reads any other one twice (v8.dev/blog/preparser, "PIFEs").
 */
function compiledAtOnce(code: string): string {
  const script = syntaxOf(code, { ecmaVersion: 2022, allowHashBang: true });
  const modules = objectsIn(script).find(({ properties }) => properties.length > 0 && properties.every(isModule));
  if (modules === undefined) throw new Error('ncc no longer calls its modules by their numbers');
  const spans = modules.properties.map((property) => (property as Property).value);
  const parts = spans.map(({ start, end }, index) => {
    return `${code.slice(spans[index - 1]?.end ?? 0, start)}(${code.slice(start, end)})`;
  });
  return parts.join('') + code.slice(spans.at(-1)?.end);
}

function isModule(property: Property | SpreadElement): boolean {
  if (property.type !== 'Property' || !property.value.type.endsWith('FunctionExpression')) return false;
  return property.key.type === 'Literal' && typeof property.key.value === 'number';
}

function* objectsIn(value: unknown): Generator<ObjectExpression> {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value && value.type === 'ObjectExpression') yield value as ObjectExpression;
  for (const part of Object.values(value)) yield* objectsIn(part);
}

function pathsOf(modules: readonly Module[]): string[] {
  return modules.flatMap(({ nameForCondition, modules: inner = [] }) => [
    ...(nameForCondition === undefined ? [] : [nameForCondition]),
    ...pathsOf(inner),
  ]);
}
