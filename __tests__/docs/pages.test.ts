/** The README and the docs: their links, and what they show of code and of what is printed. */
import { createHmac } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { requestFields } from '../../src/generated/api.ts';
import { loadManifest } from '../../src/manifest/manifest.ts';
import { environmentNames } from '../../src/options/parsers.ts';
import { questionKinds } from '../../src/plan/questions/kinds.ts';
import { manifestPath } from '../../testing/manifests.ts';
import { anchorsOf, fencedBlocks, headingsOf, linksOf } from '../../testing/markdown.ts';
import { workspaceWith } from '../../testing/temporary.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const pages = globSync('{*,docs/*}.md', { cwd: root });

/** The question that a golden page has in its log, as a block of Markdown. */
function questionOf(page: string): string {
  const [log = ''] = read(`__tests__/e2e/pages/${page}`).split('\n=== annotations');
  const [, block] = /\n\n(\? .*?)\n\n {2}Until you answer/s.exec(log) ?? [];
  return `\`\`\`text\n${block}\n\`\`\``;
}

it('docs/behaviour.md shows each question as it is printed', async () => {
  const path = join(root, 'docs/behaviour.md');
  const marked = /(?<=<!-- question of (\S+) -->\n)```text\n.*?```$/gms;
  const page = readFileSync(path, 'utf8').replaceAll(marked, (_, name) => questionOf(name));
  const kinds = headingsOf(page).map((one) => one.toLowerCase().replaceAll(' ', '-'));
  expect(kinds).toEqual(expect.arrayContaining([...questionKinds]));
  await expect(page).toMatchFileSnapshot(path);
});

it('docs/behaviour.md names the fields of the API', () => {
  const fields = requestFields.map((field) => `\`${field}\``).join(', ');
  expect(read('docs/behaviour.md')).toContain(`the fields of the API's request body (${fields})`);
});

describe('a link', () => {
  const links = pages.flatMap((page) =>
    linksOf(read(page))
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target): [string, string] => [page, target]),
  );

  it.each(links)('from %s to %s resolves', (page, target) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : normalize(join(dirname(page), path));
    expect(existsSync(join(root, file)), `${file} exists`).toBe(true);
    if (anchor !== undefined) expect([...anchorsOf(read(file))]).toContain(anchor);
  });
});

describe('what stands in fences', () => {
  const blocks = pages.flatMap((page) =>
    fencedBlocks(read(page)).map((block): [string, typeof block] => [`${page}:${block.firstLine}`, block]),
  );
  const yaml = blocks.filter(([, { language }]) => language === 'yaml');
  const isManifest = (text: string) => /^webhooks:/m.test(text) && !text.includes('# …');

  it.each(yaml)('%s is YAML', (_, { text }) => {
    expect(() => load(text)).not.toThrow();
  });

  it.each(yaml.filter(([, { text }]) => isManifest(text)))('%s is a valid manifest', (_, block) => {
    const manifest = loadManifest(workspaceWith(block.text), manifestPath, environmentNames);
    expect(manifest.problems).toEqual([]);
  });

  it('has the manifests of README and docs among it', () => {
    expect(yaml.filter(([, { text }]) => isManifest(text)).length).toBe(2);
  });
});

describe('the receiver of docs/receiver.md', async () => {
  const [block] = fencedBlocks(read('docs/receiver.md')).filter(({ language }) => language === 'js');
  const source = Buffer.from(block?.text ?? '').toString('base64');
  const { isFromConduit } = (await import(`data:text/javascript;base64,${source}`)) as {
    isFromConduit(headers: Record<string, string>, rawBody: string, secret: string, now?: number): boolean;
  };
  const secret = 'whsec_of_a_test';
  const body = '{"event":"transaction.completed"}';
  const timestamp = '1795656060';
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  const headers = { 'conduit-signature': signature, 'conduit-signature-timestamp': timestamp };
  const now = Number(timestamp) * 1000;

  it('takes what is signed', () => {
    expect(isFromConduit(headers, body, secret, now)).toBe(true);
  });

  it.each<[what: string, args: Parameters<typeof isFromConduit>]>([
    ['another body', [headers, `${body} `, secret, now]],
    ['another signing secret', [headers, body, `${secret}2`, now]],
    ['another timestamp', [{ ...headers, 'conduit-signature-timestamp': '1' }, body, secret, 1000]],
    ['an old delivery', [headers, body, secret, now + 301_000]],
    ['no headers', [{}, body, secret, now]],
    ['no hex', [{ ...headers, 'conduit-signature': 'x' }, body, secret, now]],
  ])('refuses %s', (_, args) => {
    expect(isFromConduit(...args)).toBe(false);
  });
});
