/** Makes `dist/` from `src/`: the bundle of the action, that of the command, and the licences of what is in them. */
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import { licensesOf } from './build/licenses.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

/**
 * An `import` of these reads every export, and so loads what is behind those that are seldom used: undici, streams,
 * promises. That would take as long as Node itself takes to start. For the action alone: a Node.js that is too old for
 * `getBuiltinModule` has to get as far as the command's sentence that says so.
 */
const builtins = /^(?:node:)?(fs|http)$/;
const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  resolveId: (id) => (builtins.test(id) ? id.replace(builtins, '\0$1') : null),
  load: (id) =>
    id.startsWith('\0') && builtins.test(id.slice(1))
      ? `module.exports = process.getBuiltinModule('${id.slice(1)}');`
      : null,
};

rmSync(dist, { recursive: true, force: true });
const modules = [
  ...(await bundle('src/index.ts', dist, [lazyBuiltins])),
  ...(await bundle('src/cli/index.ts', join(dist, 'cli'))),
];
// pre-commit starts it as a program.
chmodSync(join(dist, 'cli', 'index.js'), 0o755);
writeFileSync(join(dist, 'licenses.txt'), licensesOf(modules));

/** Bundles what `entry` imports, and gives the paths of the modules of which something is in the bundle. */
async function bundle(entry: string, folder: string, plugins: Plugin[] = []): Promise<string[]> {
  const build = await rolldown({
    input: join(root, entry),
    platform: 'node',
    // `@actions/http-client` imports undici for a method that is never called.
    resolve: { alias: { undici: join(import.meta.dirname, 'build', 'undici.ts') } },
    plugins,
    treeshake: {
      // `@actions/core` imports libraries for functions that are never called: both stay out.
      moduleSideEffects: (id, external) => !external && !id.includes('/@actions/'),
    },
  });
  const { output } = await build.write({
    dir: folder,
    format: 'esm',
    minify: true,
    chunkFileNames: '[name].js',
  });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  return output.flatMap((file) =>
    file.type === 'chunk'
      ? Object.entries(file.modules).flatMap(([id, { renderedLength }]) =>
          renderedLength > 0 ? id : [],
        )
      : [],
  );
}
