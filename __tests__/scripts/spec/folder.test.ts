/** Which document is read, and what else is taken from beside it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { renamedEnvironment } from '../../../scripts/spec/environments.ts';
import { readSpec } from '../../../scripts/spec/read.ts';
import { temporaryFolder } from '../../../testing/folders.ts';
import { root } from '../project.ts';
import { ApiDocument, base, text } from './document.ts';

/** What a folder with these files says; `a.yaml` is the document as it is unless there is another one. */
function specOf(files: Record<string, string>) {
  const folder = temporaryFolder();
  for (const [file, content] of Object.entries({ 'a.yaml': text, ...files }))
    writeFileSync(join(folder, file), content);
  return readSpec(folder);
}

describe('a folder of documents', () => {
  const newer = text.replace("'2024-12-01'", '2025-06-01');

  it.each([
    { '0.json': `\uFEFF${JSON.stringify(load(newer), null, '\t')}` },
    { '0.yml': newer, 'README.md': '# Spec' },
  ])('is read for its newest version, in YAML or JSON', async (files) => {
    const [file] = Object.keys(files);
    expect(await specOf(files)).toEqual({ ...base, file, version: '2025-06-01', reading: undefined });
  });

  it.each<[Record<string, string>, string | RegExp]>([
    [{ 'b.yaml': text }, 'spec/b.yaml: spec/a.yaml has the same version, 2024-12-01.'],
    [{ 'b.yaml': 'a: b' }, 'spec/b.yaml: This is not an OpenAPI document of version 3.'],
    [{ 'b.yml': 'swagger: "2.0"' }, 'spec/b.yml: This is not an OpenAPI document of version 3.'],
    [{ 'b.yaml': 'a: [' }, /^spec\/b.yaml: The file cannot be read: .+\.$/],
    [{ 'b.json': '{' }, /^spec\/b.json: The file cannot be read: .+\.$/],
    [{ 'b.yaml': `${newer}\nsecurity: {}\n` }, /^spec\/b.yaml: The file cannot be read: .+\.$/],
    [{ 'b.yaml': newer.replace('/webhooks:', '/hooks/{id}:') }, /^spec\/b.yaml: #\/paths\/.* parameters/],
  ])('is refused with %j', async (files, message) => {
    await expect(specOf(files)).rejects.toThrow(message);
  });
});

describe('how one webhook is read', () => {
  const own = { 'get-webhook.yaml': readFileSync(join(root, 'spec/get-webhook.yaml'), 'utf8') };

  /** The document with an operation that reads a webhook, as it creates one. */
  function withGet(): ApiDocument {
    const document = new ApiDocument();
    const responses = { 200: structuredClone(document.at('post/responses/201')) };
    document.whole.paths['/webhooks/{webhookId}'] = { get: { responses } };
    return document;
  }

  const getOf = ({ whole }: ApiDocument) => whole.paths['/webhooks/{webhookId}'].get;
  const readingOf = async ({ whole }: ApiDocument, files: Record<string, string> = {}) =>
    (await specOf({ 'a.yaml': JSON.stringify(whole), ...files })).reading;

  it('is known from the document, from the file beside it, or not at all', async () => {
    expect(await readingOf(new ApiDocument())).toBeUndefined();
    expect(await readingOf(new ApiDocument(), own)).toEqual({ path: '/webhooks/{id}', reply: base.reply });
    const labelled = withGet();
    const { schema } = getOf(labelled).responses[200].content['application/json'];
    schema.properties.label = { type: 'string' };
    schema.required.push('secret');
    expect(await readingOf(labelled, own)).toMatchObject({
      path: '/webhooks/{id}',
      reply: { properties: { label: { type: 'string' } }, required: base.reply.required },
    });
    const moved = new ApiDocument();
    moved.set('paths', { '/v1/hooks': moved.whole.paths['/webhooks'] });
    expect(await readingOf(moved, own)).toEqual({ path: '/v1/hooks/{id}', reply: base.reply });
  });

  it('is refused where the document says what the action cannot do', async () => {
    const at = 'spec/a.yaml: #/paths/~1webhooks~1{webhookId}/get';
    const asking = withGet();
    const header = { name: 'X-Account', in: 'header', required: true };
    getOf(asking).parameters = [{ name: 'webhookId', in: 'path', required: true }, header];
    await expect(readingOf(asking)).rejects.toThrow(
      `${at}/parameters/1: The action cannot send the required parameter "X-Account".`,
    );
    const other = withGet();
    getOf(other).security = [{ token: [], apiSecret: [] }];
    other.set('components/securitySchemes/token', { type: 'apiKey', in: 'header', name: 'X-Token' });
    await expect(readingOf(other)).rejects.toThrow(
      `${at}/security: These are not the headers of the operation that creates.`,
    );
  });
});

describe('an environment', () => {
  const [live, sandbox] = ['https://a.example', 'https://b.example'];

  it.each<[Record<string, string>, string | undefined]>([
    [{ live, sandbox }, undefined],
    [{ live, sandbox, eu: 'https://c.example' }, undefined],
    [{ live: 'https://d.example', sandbox }, undefined],
    [{ live }, 'The environment "sandbox" (https://b.example) is gone.'],
    [{ live, test: sandbox }, 'The environment "sandbox" (https://b.example) is now called "test".'],
    [{ live: sandbox, sandbox: live }, 'The environment "live" (https://a.example) is now called "sandbox".'],
  ])('is known by its name: %j', (now, message) => {
    expect(renamedEnvironment({ live, sandbox }, now)).toBe(message);
  });
});
