/**
 * Checks the workflows, `action.yml`, and the workflows that the README and the docs show, with GitHub's own language
 * service, and the rules of this repository: every job has its own permissions, and leaves no token behind; a matrix that
 * registers goes on when one of its jobs fails; in its own workflows, every action is pinned as `.github/pins.json` says,
 * and every job limits its time.
 */
import { globSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import type { ActionsMetadataProvider } from '@actions/languageservice';
import { load } from 'js-yaml';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { fencedBlocks } from '../testing/markdown.ts';
import { readPins } from './pins.ts';

// The language service imports JSON the way bundlers allow and Node.js does not.
registerHooks({
  load: (url, context, next) =>
    next(
      url,
      url.endsWith('.json') ? { ...context, importAttributes: { ...context.importAttributes, type: 'json' } } : context,
    ),
});
const { validate } = await import('@actions/languageservice');

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const pins = readPins(root);

/** Knows this action alone: under `./`, and under the name that the README uses. */
const own = load(read('action.yml')) as Awaited<ReturnType<ActionsMetadataProvider['fetchActionMetadata']>>;
const metadata: ActionsMetadataProvider = {
  fetchActionMetadata: async ({ name }) => (name === 'conduit-webhooks' ? own : undefined),
};

interface Source {
  path: string;
  text: string;
  /** Line of the file that the text begins at, from 0. */
  firstLine: number;
}

const whole = (path: string): Source => ({ path, text: read(path), firstLine: 0 });
const workflows = globSync('.github/workflows/*', { cwd: root }).sort().map(whole);
const actionFile = whole('action.yml');
// An example may name a version where a workflow must name a commit.
const examples = ['README.md', ...globSync('docs/*.md', { cwd: root })].flatMap(examplesIn);
const sources = [...workflows, actionFile, ...examples];

let problems = 0;
for (const source of sources) {
  const document = TextDocument.create(`file:///${source.path}`, 'yaml', 0, source.text);
  const diagnostics = await validate(document, { actionsMetadataProvider: metadata });
  for (const { message, range } of diagnostics) {
    if (!isForeign(String(message))) report(source, range.start.line, String(message));
  }
  if (source !== actionFile) jobRules(source);
  if (workflows.includes(source)) ownRules(source);
}
process.stdout.write(`${sources.length} files and examples, ${problems} problems\n`);
if (problems > 0) process.exitCode = 1;

/** Other actions cannot be looked up without a network. */
function isForeign(message: string): boolean {
  return message.startsWith('Unable to resolve action') && !message.includes('conduit-webhooks');
}

function report({ path, firstLine }: Source, line: number, message: string): void {
  problems += 1;
  process.stdout.write(`${path}:${firstLine + line + 1}: ${message}\n`);
}

/** Whole workflows among the YAML blocks of a Markdown file. CircleCI has jobs too. */
function examplesIn(path: string): Source[] {
  return fencedBlocks(read(path))
    .filter(({ text }) => /^jobs:/m.test(text) && !text.startsWith('# .circleci/'))
    .map(({ text, firstLine }) => ({ path, text, firstLine }));
}

function ownRules(source: Source): void {
  const lines = source.text.split('\n');
  for (const [line, text] of lines.entries()) {
    const uses = /\buses:\s*(\S.*)$/.exec(text)?.[1];
    if (uses !== undefined && !uses.startsWith('./')) {
      const wanted = pinned(uses.replace(/@.*/, ''));
      if (uses !== wanted) report(source, line, `"${uses}" should be "${wanted}".`);
    }
    if (/^ {4}runs-on:/.test(text) && !/^ {4}timeout-minutes:/.test(lines[line + 1] ?? '')) {
      report(source, line, 'The job has no timeout-minutes on the next line.');
    }
  }
}

interface Job {
  permissions?: object;
  strategy?: { 'fail-fast'?: boolean };
  steps?: { uses?: string; with?: Record<string, unknown> }[];
}

function jobRules(source: Source): void {
  const { permissions, jobs } = load(source.text) as { permissions?: object; jobs: Record<string, Job> };
  if (permissions === undefined || Object.keys(permissions).length > 0) {
    report(source, 0, 'The workflow does not begin with "permissions: {}".');
  }
  const lines = source.text.split('\n');
  for (const [name, job] of Object.entries(jobs)) {
    const say = (message: string) => report(source, lines.indexOf(`  ${name}:`), message);
    const { steps = [], strategy } = job;
    if (job.permissions === undefined) say('The job has no permissions.');
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    if (checkouts.some((step) => step.with?.['persist-credentials'] === undefined)) {
      say('The job checks out without "persist-credentials".');
    }
    const registers = steps.some((step) => step.with?.mode === 'register');
    if (registers && strategy !== undefined && strategy['fail-fast'] !== false) {
      say('The matrix registers without "fail-fast: false".');
    }
  }
}

/** How an action is used: its pinned commit, and the version that it is. */
function pinned(action: string): string {
  const [owner, name] = action.split('/');
  const pin = pins[`${owner}/${name}`];
  return pin === undefined ? 'an action that .github/pins.json has' : `${action}@${pin.commit} # ${pin.version}`;
}
