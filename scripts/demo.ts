/** Shows the action at work: its own bundle, started as the runner does, against a Conduit API on loopback. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startConduitServer } from '../testing/conduit-server.ts';
import {
  type Annotation,
  assertNothingLeaked,
  type RunResult,
  runAction,
} from '../testing/runner/index.ts';

const root = join(import.meta.dirname, '..');
const manifest = 'examples/conduit-webhooks.yml';

await showRegister();
await showValidate();

/** Registers the example's webhooks, and shows all that a person would see of it. */
async function showRegister(): Promise<void> {
  const server = await startConduitServer();
  try {
    const { apiKey, apiSecret, url, requests, webhooks } = server;
    const result = await runAction({
      workspace: root,
      inputs: {
        mode: 'register',
        manifest,
        environment: 'sandbox',
        'api-key': apiKey,
        'api-secret': apiSecret,
        'api-url': url,
        state: 'none',
      },
      secrets: [apiKey, apiSecret],
    });
    section(`Register: the log of ${manifest}`, result.log);
    section('Register: the step outputs', outputsOf(result));
    section('Register: the job summary', withoutEntities(result.summary));

    assert.equal(result.conclusion, 'success');
    assert.equal(webhooks.length, 3);
    assert.deepEqual(
      requests.flatMap(({ unexpectedHeaders }) => unexpectedHeaders),
      [],
    );
    assert.deepEqual(
      Object.values(JSON.parse(result.outputs.ids ?? '')).sort(),
      webhooks.map(({ id }) => id).sort(),
    );
    assert.deepEqual(
      Object.values(JSON.parse(result.outputs.secrets ?? '')).sort(),
      webhooks.map(({ secret }) => secret).sort(),
    );
    assertNothingLeaked(result, [apiKey, apiSecret, ...webhooks.map(({ secret }) => secret)]);
  } finally {
    await server.close();
  }
}

/** Validates a copy of the example in which an event is misspelled. */
async function showValidate(): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), 'conduit-webhooks-demo-'));
  try {
    const text = readFileSync(join(root, manifest), 'utf8');
    const misspelled = text.replace('transaction.completed', 'transaction.complete');
    const copy = 'misspelled.yml';
    writeFileSync(join(workspace, copy), misspelled);
    const result = await runAction({ workspace, inputs: { mode: 'validate', manifest: copy } });
    section(
      'Validate: the annotations on a copy with a misspelled event',
      result.annotations.map((one) => annotationText(one, misspelled)).join('\n'),
    );

    assert.equal(result.exitCode, 1);
    assert.equal(result.outputs.valid, 'false');
    const [annotation, ...others] = result.annotations;
    assert.match(annotation?.message ?? '', /did you mean "transaction\.completed"/i);
    assert.deepEqual(others, []);
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

/** One output a line, with `***` for what the runner hides. */
function outputsOf({ outputs, masks }: RunResult): string {
  return Object.entries(outputs)
    .map(([name, value]) => {
      const shown = masks.reduce((text, mask) => text.replaceAll(mask, '***'), value);
      return `${name}=${shown}`;
    })
    .join('\n');
}

/** The summary escapes what Markdown would take for its own; a person sees the character. */
function withoutEntities(markdown: string): string {
  return markdown.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

/** `file:line:column` and the message, then the line of the manifest with the wrong value underlined. */
function annotationText(annotation: Annotation, text: string): string {
  const { level, message, file = '', line = 0, column = 0, endColumn = column } = annotation;
  const underline = ' '.repeat(Math.max(0, column - 1)) + '~'.repeat(endColumn - column || 1);
  return [
    `${file}:${line}:${column}  ${level}  ${message}`,
    `  ${text.split('\n')[line - 1] ?? ''}`,
    `  ${underline}`,
  ].join('\n');
}

function section(title: string, text: string): void {
  process.stdout.write(`━━ ${title} ${'━'.repeat(Math.max(2, 76 - title.length))}\n`);
  process.stdout.write(`${text.trimEnd()}\n\n`);
}
