/** What a person is shown of a run, whole: kept beside the tests, one file for each case. */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { main } from '../../../src/action/main.ts';
import { createRunner } from '../../../src/action/runner.ts';
import { withoutAnnotations } from '../../../testing/decisions.ts';
import type { Declared } from '../../../testing/manifests.ts';
import { type Project, project } from '../../../testing/project.ts';
import type { Annotation, RunOptions, RunResult } from '../../../testing/runner/index.ts';
import { ownLines } from '../api/helpers.ts';

type Inputs = NonNullable<RunOptions['inputs']>;

/** One project's life, run by run. */
export interface Life extends Omit<Project, 'declare' | 'plan' | 'register'> {
  /** Changes the manifest. The decisions are those of the sandbox. */
  declare(webhooks: Record<string, Declared>, ...decisions: string[]): void;
  /** Modes validate and plan have neither credentials nor, unless they are given, tokens. */
  validate(inputs?: Inputs): Promise<RunResult>;
  plan(inputs?: Inputs): Promise<RunResult>;
  register(inputs?: Inputs, options?: Omit<Partial<RunOptions>, 'inputs'>): Promise<RunResult>;
  /** The run's page is the file of this name. */
  shows(page: string, run: RunResult | Promise<RunResult>): Promise<RunResult>;
}

/** One request at a time unless told otherwise: the lines of the log come in one order. */
const oneByOne: Inputs = { concurrency: '1' };

const noCredentials: Inputs = { 'api-key': undefined, 'api-secret': undefined, 'secrets-token': undefined };

/** The sources in place of the bundle, whose processes other tests start: a page takes a tenth of the time. */
const sources: NonNullable<RunOptions['main']> = (env) => {
  const never = new AbortController().signal;
  return main({ env, runner: createRunner(env), cancelled: never, expired: never, sent: new Map() });
};

/** Nothing is registered yet. */
export async function life(webhooks: Record<string, Declared>): Promise<Life> {
  const here = await project();
  here.declare(webhooks);
  const runWith = (inputs: Inputs, options: Partial<RunOptions> = {}) =>
    here.run({ main: sources, ...options, inputs: { ...oneByOne, ...inputs } });
  return {
    ...here,
    declare(changed, ...decisions) {
      if (decisions.length === 0) delete here.environments.sandbox;
      else here.environments.sandbox = { decisions };
      here.declare(changed);
    },
    validate: (inputs) => runWith({ ...noCredentials, mode: 'validate', environment: undefined, ...inputs }),
    plan: (inputs) => runWith({ ...noCredentials, mode: 'plan', ...inputs }),
    register: (inputs = {}, options) => runWith(inputs, options),
    async shows(page, run) {
      const result = await run;
      const text = pageOf(here, result);
      await expect(text).toMatchFileSnapshot(join(import.meta.dirname, `${page}.txt`));
      return result;
    },
  };
}

function pageOf(here: Project, result: RunResult): string {
  const { annotations, exitCode, summary } = result;
  const log = withoutAnnotations({ ...result, log: ownLines(result).join('\n') });
  const shown = [
    `=== log, exit code ${exitCode}`,
    log,
    '=== annotations',
    ...annotations.flatMap((one) => [...annotationLines(one, here), '']),
    '=== summary',
    summary,
  ].join('\n');
  return `${withoutChance(shown, here).trimEnd()}\n`;
}

/** Its place, the piece of the manifest that stands there, and the message. */
function annotationLines(
  { level, file, line, column = 1, endColumn, message }: Annotation,
  { workspace }: Project,
): string[] {
  const at = line === undefined ? '' : `:${line}:${column}`;
  const text = line === undefined ? '' : readFileSync(join(workspace, file ?? ''), 'utf8');
  const piece = text.split('\n')[(line ?? 0) - 1]?.slice(column - 1, (endColumn ?? 0) - 1) ?? '';
  return [`${level} ${file ?? '(no file)'}${at}  ${piece}`.trimEnd(), message];
}

/** The text with fixed values in place of all that is chance: IDs, codes, moments, ports and folders. */
function withoutChance(text: string, { server: { webhooks } }: Project): string {
  const counts = new Map<string, number>();
  const ids = webhooks.map(({ id, url }) => {
    const name = new URL(url).pathname.replaceAll(/\W/g, '');
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return [id.slice('whk_'.length), `${name}${count}`.padEnd(27, 'x')] as const;
  });
  const codes = new Map<string, string>();
  const codeOf = (code: string) => {
    const known = codes.get(code) ?? `c0de${String(codes.size + 1).padStart(4, '0')}`;
    codes.set(code, known);
    return known;
  };
  const folder = tmpdir().replaceAll(/[^\w/]/g, '\\$&');
  return ids
    .reduce((rest, [id, fixed]) => rest.replaceAll(id, fixed), text)
    .replaceAll(/(?<=\bkeep \S+ |\breq(?:_|&#95;))[0-9a-f]{8,16}\b/g, codeOf)
    .replaceAll(
      /\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d(:|&#58;)\d\d UTC/g,
      (_, colon: string) => `26 Nov 2026, 01${colon}21 UTC`,
    )
    .replaceAll(/(?<=127\.0\.0\.1(?::|&#58;))\d+/g, '8080')
    .replaceAll(new RegExp(`file(:|&#58;)//${folder}/conduit-webhooks-test-\\w+`, 'g'), 'https$1//github.com')
    .replaceAll(/(?<=Could not connect .*Retrying in )\d+\.\d(?= s\.)/g, '1.0');
}
