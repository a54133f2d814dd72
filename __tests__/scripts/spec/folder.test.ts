/** Which document is read, and what else is taken from beside it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { renamedEnvironment } from '../../../scripts/spec/environments.ts';
import { readSpec } from '../../../scripts/spec/read.ts';
import { temporaryFolder } from '../../../testing/folders.ts';
import { root } from '../project.ts';
import { type Any, base, text } from './document.ts';

describe('a folder of documents', () => {
  const newer = text.replace("'2024-12-01'", '2025-06-01');
  const read = (files: Record<string, string>) => {
    const folder = temporaryFolder();
    for (const [file, content] of Object.entries({ 'a.yaml': text, ...files })) {
      writeFileSync(join(folder, file), content);
    }
    return readSpec(folder);
  };

  it('is read for its newest version, in YAML or JSON', async () => {
    const json = `\uFEFF${JSON.stringify(load(newer), null, '\t')}`;
    for (const files of [{ '0.json': json }, { '0.yml': newer, 'README.md': '# Spec' }]) {
      const [file] = Object.keys(files);
      expect(await read(files)).toEqual({
        ...base,
        file,
        version: '2025-06-01',
        reading: undefined,
      });
    }
  });

  it.each([
    [{ 'b.yaml': text }, 'spec/b.yaml: spec/a.yaml has the same version, 2024-12-01.'],
    [{ 'b.yaml': 'a: b' }, 'spec/b.yaml: This is not an OpenAPI document of version 3.'],
    [{ 'b.yml': 'swagger: "2.0"' }, 'spec/b.yml: This is not an OpenAPI document of version 3.'],
    [{ 'b.yaml': 'a: [' }, /^spec\/b.yaml: The file cannot be read: .+\.$/],
    [{ 'b.json': '{' }, /^spec\/b.json: The file cannot be read: .+\.$/],
    [{ 'b.yaml': `${newer}\nsecurity: {}\n` }, /^spec\/b.yaml: The file cannot be read: .+\.$/],
    [{ 'b.yaml': newer.replace('/webhooks:', '/hooks/{id}:') }, /^spec\/b.yaml: #\/paths\/.* parameters/],
  ] as [Record<string, string>, string | RegExp][])('is refused with %j', async (files, message) => {
    await expect(read(files)).rejects.toThrow(message);
  });
});

describe('how one webhook is read', () => {
  const own = readFileSync(join(root, 'spec/get-webhook.yaml'), 'utf8');
  const get = (change: (operation: Any) => void = () => undefined) => {
    const doc = load(text) as Any;
    const operation = {
      responses: { 200: structuredClone(doc.paths['/webhooks'].post.responses['201']) },
    };
    change(operation);
    doc.paths['/webhooks/{webhookId}'] = { get: operation };
    return doc;
  };
  const readingIn = async (doc: unknown, files: Record<string, string> = {}) => {
    const folder = temporaryFolder();
    for (const [file, content] of Object.entries({ 'a.json': JSON.stringify(doc), ...files })) {
      writeFileSync(join(folder, file), content);
    }
    return (await readSpec(folder)).reading;
  };

  it('is known from the document, from the file beside it, or not at all', async () => {
    const own201 = { path: '/webhooks/{id}', reply: base.reply };
    const withLabel = get((operation) => {
      const { schema } = operation.responses[200].content['application/json'];
      schema.properties.label = { type: 'string' };
      schema.required.push('secret');
    });
    expect(await readingIn(load(text))).toBeUndefined();
    expect(await readingIn(load(text), { 'get-webhook.yaml': own })).toEqual(own201);
    expect(await readingIn(withLabel, { 'get-webhook.yaml': own })).toMatchObject({
      path: '/webhooks/{id}',
      reply: { properties: { label: { type: 'string' } }, required: base.reply.required },
    });
    const moved = load(text) as Any;
    moved.paths = { '/v1/hooks': moved.paths['/webhooks'] };
    expect(await readingIn(moved, { 'get-webhook.yaml': own })).toEqual({
      ...own201,
      path: '/v1/hooks/{id}',
    });
  });

  it('is refused where the document says what the action cannot do', async () => {
    const at = 'spec/a.json: #/paths/~1webhooks~1{webhookId}/get';
    const header = { name: 'X-Account', in: 'header', required: true };
    const parameters = [{ name: 'webhookId', in: 'path', required: true }, header];
    await expect(readingIn(get((operation) => Object.assign(operation, { parameters })))).rejects.toThrow(
      `${at}/parameters/1: The action cannot send the required parameter "X-Account".`,
    );
    const other = get((operation) => Object.assign(operation, { security: [{ token: [], apiSecret: [] }] }));
    other.components.securitySchemes.token = { type: 'apiKey', in: 'header', name: 'X-Token' };
    await expect(readingIn(other)).rejects.toThrow(
      `${at}/security: These are not the headers of the operation that creates.`,
    );
  });
});

describe('an environment', () => {
  const before = { live: 'https://a.example', sandbox: 'https://b.example' };

  it.each<[object, string | undefined]>([
    [before, undefined],
    [{ ...before, eu: 'https://c.example' }, undefined],
    [{ ...before, live: 'https://d.example' }, undefined],
    [{ live: before.live }, 'The environment "sandbox" (https://b.example) is gone.'],
    [
      { live: before.live, test: before.sandbox },
      'The environment "sandbox" (https://b.example) is now called "test".',
    ],
    [
      { live: before.sandbox, sandbox: before.live },
      'The environment "live" (https://a.example) is now called "sandbox".',
    ],
  ])('is known by its name: %j', (now, message) => {
    expect(renamedEnvironment(before, now as Record<string, string>)).toBe(message);
  });
});
