/**
 * Makes every generated file from the newest OpenAPI document in `spec/`, the table of options and `package.json`.
 *
 * `npm run generate` writes them; `npm run generate -- --check` writes nothing and fails when what is
 * committed differs. `--root DIR` works on another copy of the project.
 */
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { apiConstants, productConstants } from './generate/api.ts';
import { manifestSchema } from './generate/manifest-schema.ts';
import { withInputs, withOptions } from './generate/options.ts';
import { publishedSchema } from './generate/published-schema.ts';
import { readmeWithTables, withOwnName } from './generate/readme.ts';
import { reportSchema } from './generate/report-schema.ts';
import { stateSchema } from './generate/state-schema.ts';
import { typesOf } from './generate/types.ts';
import { validatorModule, validatorTypes } from './generate/validators.ts';
import { renamedEnvironment } from './spec/environments.ts';
import { SpecError } from './spec/part.ts';
import { readSpec, type Spec } from './spec/read.ts';

const { values: flags } = parseArgs({
  options: { check: { type: 'boolean', default: false }, root: { type: 'string' } },
});
const root = resolve(flags.root ?? join(import.meta.dirname, '..'));

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const packageJson = read('package.json');
const spec = await specOrStop();
const manifest = manifestSchema(spec);
const commandReport = reportSchema(spec);
const stale: string[] = [];
finish({
  'schema/conduit-webhooks.schema.json': `${JSON.stringify(publishedSchema(spec, manifest), null, 2)}\n`,
  'schema/command-report.schema.json': `${JSON.stringify(commandReport, null, 2)}\n`,
  'src/generated/api.ts': apiConstants(spec),
  'src/generated/product.ts': productConstants(packageJson),
  'src/generated/types.ts': await typesOf({
    Manifest: {
      ...manifest.whole,
      definitions: { ...(manifest.whole.definitions as object), WebhookBody: spec.request },
    },
    StateDocument: stateSchema,
    CommandReport: commandReport,
  }),
  'src/generated/validator.ts': validatorTypes,
  'src/generated/manifest-validator.ts': validatorModule(
    {
      validateEnvironments: manifest.environments,
      validateWebhook: manifest.webhook,
      validateSent: manifest.sent,
    },
    { verbose: true },
  ),
  'src/generated/reply-validator.ts': validatorModule({ validateCreatedWebhook: spec.reply }),
  // Refuses everything when there is no such operation; nothing is read then.
  'src/generated/reading-validator.ts': validatorModule({
    validateReadWebhook: spec.reading?.reply ?? { not: {} },
  }),
  'src/generated/state-validator.ts': validatorModule({ validateState: stateSchema }, { allErrors: false }),
});

// The table of options has the names of the environments from what was just written.
const table = await import(pathToFileURL(join(root, 'src', 'options', 'table.ts')).href);
const actionYml = withInputs(read('action.yml'), table);
const pages = ['README.md', ...globSync('{docs,examples}/*.{md,yml}', { cwd: root })].map(
  (path): [path: string, text: string] => {
    const text = read(path);
    if (path === 'README.md') return [path, readmeWithTables(text, actionYml)];
    return [path, path === 'docs/command.md' ? withOptions(text, table) : text];
  },
);
finish({
  'action.yml': actionYml,
  ...Object.fromEntries(pages.map(([path, text]) => [path, withOwnName(text, packageJson)])),
});

if (flags.check && stale.length > 0) {
  process.stdout.write('Run `npm run generate` and commit what it writes.\n');
  process.exitCode = 1;
}

/** Writes each file that is not as it should be, or only says so. */
function finish(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    if (existsSync(join(root, path)) && read(path) === text) continue;
    stale.push(path);
    process.stdout.write(`${flags.check ? 'out of date' : 'written'}: ${path}\n`);
    if (flags.check) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** The spec, and none when it cannot be used or calls an environment otherwise than what is generated already. */
async function specOrStop(): Promise<Spec> {
  try {
    const newest = await readSpec(join(root, 'spec'));
    const generated = 'src/generated/api.ts';
    // A module of its own: the table of options is to see what is about to be written.
    const old = `${pathToFileURL(join(root, generated)).href}?before`;
    const before = await import(old).catch(() => undefined);
    const renamed = renamedEnvironment(before?.environments ?? {}, newest.environments);
    if (renamed === undefined) return newest;
    const advice = `State and manifests use that name. If this is meant, delete ${generated} first.`;
    throw new SpecError(`spec/${newest.file}`, `#/servers: ${renamed} ${advice}`);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
