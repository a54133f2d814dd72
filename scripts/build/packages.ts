/** The packages that are bundled otherwise than they come. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes in `folder` what the compiled sources beside it import in place of the packages in `node_modules/`. */
export function preparePackages(folder: string): void {
  for (const name of ['@actions/core', '@actions/http-client']) {
    const copy = join(folder, name);
    cpSync(join('node_modules', name), copy, { recursive: true });
    // They import libraries for functions that are never called here. These stay out once the packages say what is true:
    // that importing them does nothing by itself.
    const description = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8'));
    writeJson(join(copy, 'package.json'), { ...description, sideEffects: false });
  }
  // It makes tags and expressions as it is loaded that are used by its dumper alone, which is never called here. Said to
  // have no effect, they go with it.
  const yaml = join(folder, 'js-yaml');
  cpSync(join('node_modules', 'js-yaml'), yaml, { recursive: true });
  const main = join(yaml, 'dist', 'js-yaml.mjs');
  const making = /^(var \w+ = )(?=new \w+\(|define\w+Tag\(|\w+\.withTags\()/gm;
  writeFileSync(main, readFileSync(main, 'utf8').replaceAll(making, '$1/*#__PURE__*/ '));
  // `@actions/http-client` imports undici for `getAgentDispatcher` alone.
  const stub = join(folder, 'undici');
  mkdirSync(stub);
  writeJson(join(stub, 'package.json'), { name: 'undici', type: 'module', exports: './index.js' });
  writeFileSync(
    join(stub, 'index.js'),
    `export class ProxyAgent {
  constructor() {
    throw new Error('undici is not part of this bundle');
  }
}
`,
  );
}

function writeJson(path: string, value: object): void {
  writeFileSync(path, JSON.stringify(value));
}
