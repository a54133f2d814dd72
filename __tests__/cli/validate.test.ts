/** The command validate, in each format. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { CommandReport } from '../../src/generated/types.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';
import { safeText } from '../../src/safe/text.ts';
import { environmentNames } from '../../src/settings.ts';
import { manifestFor, manifestOf, manifestPath, writeManifest } from '../../testing/manifests.ts';
import { temporaryFolder, workspaceWith } from '../e2e/support.ts';
import { run } from './support.ts';

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
  'tabs-and-invisible-characters':
    'webhooks:\n  a:\t{status: on, "\u202e": 1}\n  "\\e": "::error::\u200b##[error]"\n',
  'no-yaml': 'webhooks: [\n',
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
    expect(report?.problems).toEqual(
      problems.map(({ range, ...problem }) => ({ ...problem, ...range })),
    );

    const about = ({ subject, message }: (typeof problems)[number]) =>
      safeText(subject === '' ? message : `${subject}: ${message}`);
    const headings = plain.out.split('\n').filter((line) => line.startsWith(`${manifestPath}:`));
    expect(headings).toEqual(
      problems.map(
        (one) =>
          `${manifestPath}:${one.range?.line}:${one.range?.column}: ${one.severity}: ${about(one)}`,
      ),
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
    const printed = async (text: string) =>
      (await run(['validate', '--format', 'gitlab'], workspaceWith(text))).out;
    const [before, after] = await Promise.all([printed(misspelt), printed(`# new\n${misspelt}`)]);
    const fingerprints = [before, after].map((out) => /"fingerprint": "(.*)"/.exec(out)?.[1]);
    expect(fingerprints[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprints[1]).toBe(fingerprints[0]);
    expect([before, after].map((out) => /"begin": (\d+)/.exec(out)?.[1])).toEqual(['4', '5']);
  });

  test('has paths as the repository has them', async () => {
    const repository = temporaryFolder();
    mkdirSync(join(repository, 'services', 'hooks'), { recursive: true });
    const folder = join(repository, 'services');
    writeFileSync(join(folder, 'hooks', 'm.yml'), misspelt);
    const args = ['validate', 'hooks/m.yml', '--format'];
    const env = { CI_PROJECT_DIR: repository, GITHUB_WORKSPACE: repository };
    const path = 'services/hooks/m.yml';
    expect((await run([...args, 'gitlab'], folder, { env })).out).toContain(`"path": "${path}"`);
    expect((await run([...args, 'github'], folder, { env })).out).toContain(`file=${path},`);
    expect((await run([...args, 'text'], folder, { env })).out).toMatch(/^hooks\/m\.yml:4:/);
  });
});

describe('as a document', () => {
  test('nothing in it is invisible, and all is as it was', async () => {
    const folder = workspaceWith('webhooks: {"\u202e\u{e0041}\u009b": 1}\n');
    const { out } = await run(['validate', '--format', 'json'], folder);
    expect(out).toContain('\\u202e\\udb40\\udc41\\u009b');
    expect(out).not.toMatch(/[^\x20-\x7e\n]/);
    expect(reportIn(out).manifests[0]?.problems[0]?.subject).toContain('\u202e');
  });
});

describe('a manifest', () => {
  test('comes from standard input', async () => {
    const input = manifestOf('payments');
    const good = await run(['validate', '-'], temporaryFolder(), { input });
    expect(good).toMatchObject({ code: 0, out: '✓ <stdin> is valid for live and sandbox.\n' });
    const bad = await run(['validate', '-'], temporaryFolder(), { input: misspelt });
    expect(bad.code).toBe(1);
    expect(bad.out).toMatch(/^<stdin>:4:14: error: /);
  });

  test.each([
    [
      'is not UTF-8',
      Buffer.from([0x61, 0xff]),
      'The manifest is not UTF-8 text. Save it as UTF-8.',
    ],
    ['is too long', Buffer.alloc(8 * 1024 * 1024 + 1, '#'), 'It can have at most 8 MiB.'],
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

  test('that is not there is a problem in every format', async () => {
    const folder = temporaryFolder();
    const missing = 'The manifest does not exist.';
    for (const format of ['text', 'json', 'github', 'gitlab']) {
      const { code, out } = await run(['validate', '--format', format], folder);
      expect(code).toBe(1);
      expect(out).toContain(missing);
    }
  });

  test('is judged for one environment when that is asked for', async () => {
    const folder = workspaceWith(
      manifestFor(
        { payments: { url: '/payments' } },
        { live: { baseUrl: 'https://hooks.example.com' } },
      ),
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
  const printed = async (format: string) =>
    (await run(['validate', path, '--format', format], folder)).out;
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
