/** The command validate, in each format. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { CommandReport } from '../../src/generated/types.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';
import { environmentNames } from '../../src/options/parsers.ts';
import { safeText } from '../../src/safe/text.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { manifestFor, manifestOf, manifestPath, writeManifest } from '../../testing/manifests.ts';
import { run } from '../../testing/terminal.ts';
import { workspaceWith } from '../e2e/support.ts';

const root = join(import.meta.dirname, '..', '..');
const schema = JSON.parse(readFileSync(join(root, 'schema', 'command-report.schema.json'), 'utf8'));
const isReport = new Ajv().compile<CommandReport>(schema);

/** The document that the command printed, which is as its schema says. */
function reportIn(out: string): CommandReport {
  const report: unknown = JSON.parse(out);
  if (!isReport(report)) throw new Error(JSON.stringify(isReport.errors));
  return report;
}

const misspelt = manifestFor({ payments: { events: ['transaction.complete'] } });
const long = 'x'.repeat(300);

const pages: Record<string, string> = {
  'one-fault': misspelt,
  valid: manifestOf('payments'),
  'valid-with-a-warning': manifestFor({ payments: { url: 'http://hooks.example.com/payments' } }),
  'wide-characters':
    'webhooks:\n  a: {secret: "日本語", status: 有効, é: 🎉, events: [transaction.complete], url: https://a.example.com}\n',
  'a-long-line': `webhooks:\n  a: {url: https://${long}.example.com, events: [tx], organizationId: ${long}}\n`,
  'tabs-and-invisible-characters': 'webhooks:\n  a:\t{status: on, "\u202e": 1}\n  "\\e": "::error::\u200b##[error]"\n',
  'no-yaml': 'webhooks:\n  a: *\n',
  empty: '',
  'what-may-be-a-secret': [
    'webhooks:',
    '  a: {secret: "whsec-Zt83mKp0RrYh6Q", status: on, url: https://me:hunter2@a.example.com/x}',
    '  b:',
    '    secret: GITHUB_B # a name, and no secret',
    '',
  ].join('\n'),
};

describe('at a terminal', () => {
  test.each(Object.entries(pages))('%s', async (name, manifest) => {
    const folder = workspaceWith(manifest);
    const plain = await run(['validate'], folder);
    const coloured = await run(['validate'], folder, { colour: true });
    const visible = coloured.out.replaceAll('\u001b', '␛');
    const page = `exit ${plain.code}\n\n${plain.out}\n=== in colours\n${visible}`;
    await expect(page).toMatchFileSnapshot(`pages/${name}.txt`);
    expect(stripVTControlCharacters(coloured.out)).toBe(plain.out);
    expect(plain.complaints).toBe('');
  });

  test('several manifests', async () => {
    const folder = workspaceWith(manifestOf('payments'));
    writeFileSync(join(folder, 'a.yml'), manifestOf('a'));
    writeFileSync(join(folder, 'wrong.yml'), misspelt);
    const files = ['a.yml', manifestPath, 'wrong.yml', 'missing.yml'];
    const { code, out } = await run(['validate', ...files], folder);
    await expect(`exit ${code}\n\n${out}`).toMatchFileSnapshot('pages/several-manifests.txt');
  });

  test('counts what it does not list', async () => {
    const events = Array.from({ length: 1200 }, (_, index) => `no.event${index}`);
    const folder = workspaceWith(manifestFor({ payments: { events } }));
    const { code, out } = await run(['validate'], folder);
    expect(code).toBe(1);
    expect(out).toContain('\n  200 more problems not listed.\n');
    expect(out).toContain('is not valid: 1,200 errors.');
    expect(out.match(/: error: /g)).toHaveLength(1000);
  });
});

describe('the problems of a manifest', () => {
  const folder = join(root, '__tests__', 'manifest', 'cases');
  const cases = readdirSync(folder).filter((name) => name.endsWith('.case'));

  test.each(cases)('are the same in all formats: %s', async (name) => {
    const [text = ''] = readFileSync(join(folder, name), 'utf8').split(/^=== problems/m);
    const { problems, valid } = checkManifest(text, environmentNames);
    const workspace = workspaceWith(text);
    const plain = await run(['validate'], workspace);
    const json = await run(['validate', '--format', 'json'], workspace);
    const github = await run(['validate', '--format', 'github'], workspace);
    const gitlab = await run(['validate', '--format', 'gitlab'], workspace);
    for (const { code } of [plain, json, github, gitlab]) expect(code).toBe(valid ? 0 : 1);

    const [report] = reportIn(json.out).manifests;
    expect(report).toMatchObject({ path: manifestPath, valid });
    expect(report?.problems).toEqual(problems.map(({ range, ...problem }) => ({ ...problem, ...range })));

    const about = ({ subject, message }: (typeof problems)[number]) =>
      safeText(subject === '' ? message : `${subject}: ${message}`);
    const headings = plain.out.split('\n').filter((line) => line.startsWith(`${manifestPath}:`));
    expect(headings).toEqual(
      problems.map((one) => `${manifestPath}:${one.range?.line}:${one.range?.column}: ${one.severity}: ${about(one)}`),
    );

    const lines = stripVTControlCharacters(github.out)
      .split('\n')
      .flatMap((line) => /^[✗!i] \S+:\d+:\d+ +(?:error|warning|notice) .*/.exec(line) ?? []);
    expect(lines.map((line) => line.replaceAll(/ {2,}/g, ' '))).toEqual(
      problems.map((one) => {
        const mark = { error: '✗', warning: '!', notice: 'i' }[one.severity];
        const place = `${manifestPath}:${one.range?.line}:${one.range?.column}`;
        return `${mark} ${place} ${one.severity} ${about(one)}`.replaceAll(/ {2,}/g, ' ');
      }),
    );

    const issues = JSON.parse(gitlab.out) as Record<string, unknown>[];
    expect(issues.map(({ description, location }) => ({ description, location }))).toEqual(
      problems.map((one) => ({
        description: about(one),
        location: { path: manifestPath, lines: { begin: one.range?.line } },
      })),
    );
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(problems.length);
  });
});

describe('a Code Quality report', () => {
  test('knows a problem again when lines before it change', async () => {
    const printed = async (text: string) => (await run(['validate', '--format', 'gitlab'], workspaceWith(text))).out;
    const [before, after] = await Promise.all([printed(misspelt), printed(`# new\n${misspelt}`)]);
    const fingerprints = [before, after].map((out) => /"fingerprint": "(.*)"/.exec(out)?.[1]);
    expect(fingerprints[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprints[1]).toBe(fingerprints[0]);
    expect([before, after].map((out) => /"begin": (\d+)/.exec(out)?.[1])).toEqual(['4', '5']);
  });
});

test.each(['.git', undefined])('paths are those of the repository for a service: %s', async (git) => {
  const repository = temporaryFolder();
  const folder = join(repository, 'services');
  mkdirSync(join(folder, 'hooks'), { recursive: true });
  if (git !== undefined) mkdirSync(join(repository, git));
  writeFileSync(join(folder, 'hooks', 'm.yml'), misspelt);
  const project = { CI_PROJECT_DIR: repository, GITHUB_WORKSPACE: repository };
  const env = git === undefined ? project : {};
  const printed = async (format: string) =>
    (await run(['validate', 'hooks/m.yml', '--format', format], folder, { env })).out;
  const path = 'services/hooks/m.yml';
  expect(await printed('gitlab')).toContain(`"path": "${path}"`);
  expect(await printed('github')).toContain(`file=${path},`);
  expect(await printed('json')).toContain('"path": "hooks/m.yml"');
  expect(await printed('text')).toMatch(/^hooks\/m\.yml:4:/);
});

test.each(['json', 'gitlab', 'github', 'text'])(
  'in the format %s nothing is invisible, and no text is a workflow command',
  async (format) => {
    const folder = temporaryFolder();
    const odd = '##[set-output name=x;]y\u202e\u{e0041}\u009b\u2028::error::';
    const key = JSON.stringify(odd);
    writeFileSync(join(folder, odd), `webhooks: {${key}: 1}\n`);
    const { code, out } = await run(['validate', odd, '--format', format], folder);
    expect(code).toBe(1);
    const lines = stripVTControlCharacters(out).replaceAll(/^::error title=Conduit webhooks,/gm, '');
    expect(lines).not.toMatch(/##\[|^\s*::|[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}]/mu);
    if (format === 'json') {
      const [manifest] = reportIn(out).manifests;
      expect(manifest?.path).toBe(odd);
      expect(manifest?.problems[0]?.subject).toContain(key);
    }
    if (format === 'gitlab') expect(JSON.parse(out)[0].location.path).toBe(odd);
  },
);

describe('a manifest', () => {
  test('comes from standard input', async () => {
    const input = manifestOf('payments');
    const good = await run(['validate', '-'], temporaryFolder(), { input });
    expect(good).toMatchObject({ code: 0, out: '✓ <stdin> is valid for sandbox and live.\n' });
    const bad = await run(['validate', '-'], temporaryFolder(), { input: misspelt });
    expect(bad.code).toBe(1);
    expect(bad.out).toMatch(/^<stdin>:4:14: error: /);
  });

  test.each([
    ['is not UTF-8', Buffer.from([0x61, 0xff]), 'The manifest is not UTF-8 text. Save it as UTF-8.'],
    ['is too long', Buffer.alloc(1024 * 1024 + 1, '#'), 'The limit is 1 MiB.'],
  ])('from standard input %s', async (_, input, message) => {
    const { code, out } = await run(['validate', '-'], temporaryFolder(), { input });
    expect(code).toBe(1);
    expect(out).toContain(message);
  });

  test('may lie outside the folder that the command was started in', async () => {
    const folder = temporaryFolder();
    const there = workspaceWith(misspelt);
    const file = join(there, manifestPath);
    const { code, out } = await run(['validate', file], folder);
    expect(code).toBe(1);
    expect(out.startsWith(`${file}:4:14: error: `)).toBe(true);
  });

  test('that is a symlink is refused, and nothing of what it leads to is shown', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.npmrc'), '//registry.example.com/:_authToken=npm_Zt83mKp0\n');
    symlinkSync('.npmrc', join(folder, 'm.yml'));
    const { code, out } = await run(['validate', 'm.yml'], folder);
    expect(code).toBe(1);
    expect(out).toContain('m.yml: error: The manifest is a symlink.');
    expect(out).not.toContain('npm_');
  });

  test.each([
    'CONDUIT_API_SECRET=hunter2\n',
    'root:$6$hunter2:1:\nbin:*:1:\n',
    'api_key: hunter2\n',
    '{"api_key": "hunter2",,}',
    '- hunter2',
    'A: *hunter2\nB: !hunter2 x\nhunter2: 1\nhunter2: 2\n',
    'A: !hunter2!x y\n',
    'A: 1\n---\nB: hunter2\n',
    'webhook: {b: hunter2}\n',
  ])('that is none is refused, and nothing of it is shown: %j', async (text) => {
    const folder = workspaceWith(text);
    for (const format of ['text', 'json', 'github', 'gitlab']) {
      const { code, out } = await run(['validate', '--format', format], folder);
      expect(code).toBe(1);
      expect(out).not.toContain('hunter2');
    }
  });

  test('that is not there is a problem in every format', async () => {
    const folder = temporaryFolder();
    const missing = 'The manifest does not exist. Give its path, or run the command in the root of';
    for (const format of ['text', 'json', 'github', 'gitlab']) {
      const { code, out } = await run(['validate', '--format', format], folder);
      expect(code).toBe(1);
      expect(out).toContain(missing);
    }
  });

  test('is judged for one environment when that is asked for', async () => {
    const folder = workspaceWith(
      manifestFor({ payments: { url: '/payments' } }, { live: { baseUrl: 'https://hooks.example.com' } }),
    );
    expect((await run(['validate', '--environment', 'live'], folder)).code).toBe(0);
    expect((await run(['validate', '--environment', 'sandbox'], folder)).code).toBe(1);
  });
});

// Where a path has backslashes and a drive, they are text like any other.
test('a path of Windows is printed as it is', async () => {
  const folder = temporaryFolder();
  const path = 'C:\\hooks\\m.yml';
  writeFileSync(join(folder, path), misspelt);
  const printed = async (format: string) => (await run(['validate', path, '--format', format], folder)).out;
  expect(await printed('text')).toMatch(/^C:\\hooks\\m\.yml:4:14: error: /);
  expect(reportIn(await printed('json')).manifests[0]?.path).toBe(path);
  expect(JSON.parse(await printed('gitlab'))[0].location.path).toBe(path);
  expect(await printed('github')).toContain('file=C%3A\\hooks\\m.yml,line=4');
});

test('what is wrong with the words goes to standard error', async () => {
  const folder = temporaryFolder();
  writeManifest(folder, misspelt);
  const { code, out, complaints } = await run(['validate', '--frmat', 'json\u001b'], folder);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(complaints).toBe(
    'conduit-webhooks: "--frmat" is not an option of validate. Did you mean "--format"?\n' +
      'See: conduit-webhooks validate --help\n',
  );
});

test('an error of our own is told without its message, and is no verdict', async () => {
  const readInput = async () => {
    throw new TypeError('sk_secret');
  };
  const { code, out, complaints } = await run(['validate', '-'], temporaryFolder(), { readInput });
  expect([code, out]).toEqual([2, '']);
  expect(complaints).toMatch(
    /^conduit-webhooks: failed because of an error of its own, TypeError\. Report it.*\/issues\nat /,
  );
  expect(complaints).not.toContain('sk_secret');
});
