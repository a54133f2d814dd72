/** One bundle, made by ncc. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, parse, resolve } from 'node:path';
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
  // ncc minifies the first file alone and keeps the names of its functions: less to read at each start.
  const options = { esm: false, cache: false, quiet: true, target: 'es2022', minify: true };
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
  writeFileSync(join(folder, 'index.js'), withNames(code, names));
  for (const { id, files } of parts) {
    const source = assets[files[0] as string]?.source as string;
    writeFileSync(join(folder, `${names[id]}.js`), source, { flag: 'wx' });
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
  const parts = code.split(/""\+(\w+)\+"\.index\.js"/);
  const [head, id, tail] = parts;
  if (parts.length !== 3) throw new Error('ncc no longer loads its parts by their numbers');
  return `${head}(${JSON.stringify(names)})[${id}]+".js"${tail}`;
}

function pathsOf(modules: readonly Module[]): string[] {
  return modules.flatMap(({ nameForCondition, modules: inner = [] }) => [
    ...(nameForCondition === undefined ? [] : [nameForCondition]),
    ...pathsOf(inner),
  ]);
}
