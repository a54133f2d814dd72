/** The command validate, in each format. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { CommandReport } from '../../src/generated/types.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';
import { environmentNames } from '../../src/options/parsers.ts';
import { safeText } from '../../src/safe/text.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { manifestFor, manifestOf, manifestPath } from '../../testing/manifests.ts';
import { workspaceWith } from '../../testing/temporary.ts';
import { run } from '../../testing/terminal.ts';

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
    const words = ['validate', '--environment', 'live'];
    const plain = await run(words, folder);
    const coloured = await run(words, folder, { colour: true });
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
    const { code, out } = await run(['validate', '--environment', 'live', ...files], folder);
    await expect(`exit ${code}\n\n${out}`).toMatchFileSnapshot('pages/several-manifests.txt');
  });

  test('more problems than it lists are counted', async () => {
    const events = Array.from({ length: 1200 }, (_, index) => `no.event${index}`);
    const { code, out } = await run(['validate'], workspaceWith(manifestFor({ payments: { events } })));
    expect(code).toBe(1);
    expect(out).toContain('\n  200 more problems not listed.\n');
    expect(out).toContain('is not valid: 1,200 errors.');
    expect(out.match(/: error: /g)).toHaveLength(1000);
  });
});

describe('the problems of all manifests of __tests__/manifest/cases', () => {
  const cases = join(root, '__tests__', 'manifest', 'cases');
  const manifests = readdirSync(cases)
    .filter((name) => name.endsWith('.case'))
    .map((name) => {
      const [text = ''] = readFileSync(join(cases, name), 'utf8').split(/^=== problems/m);
      return { path: `${name}.yml`, text, ...checkManifest(text, environmentNames) };
    });
  const problems = manifests.flatMap(({ path, problems }) =>
    problems.map(({ subject, message, severity, range }) => ({
      ...{ path, severity, line: range?.line ?? 1 },
      place: `${path}:${range?.line}:${range?.column}`,
      description: safeText(subject === '' ? message : `${subject}: ${message}`),
    })),
  );

  async function printed(format: string): Promise<string> {
    const folder = temporaryFolder();
    for (const { path, text } of manifests) writeFileSync(join(folder, path), text);
    const { code, out } = await run(['validate', '--format', format, ...manifests.map(({ path }) => path)], folder);
    expect(code).toBe(1);
    return stripVTControlCharacters(out);
  }

  const oneSpace = (text: string) => text.replaceAll(/ {2,}/g, ' ');

  test('are in the text', async () => {
    const headings = (await printed('text')).match(/^\S+\.case\.yml:\d+:\d+: .*$/gm);
    expect(headings).toEqual(
      problems.map(({ place, severity, description }) => `${place}: ${severity}: ${description}`),
    );
  });

  test('are in the document', async () => {
    expect(reportIn(await printed('json')).manifests).toMatchObject(
      manifests.map(({ path, valid, problems }) => ({
        ...{ path, valid },
        problems: problems.map(({ range, ...problem }) => ({ ...problem, ...range })),
      })),
    );
  });

  test('are in the log for GitHub', async () => {
    const lines = (await printed('github')).match(/^[✗!i] \S+\.case\.yml:\d+:\d+ .*$/gm);
    const marks = { error: '✗', warning: '!', notice: 'i' };
    expect(lines?.map(oneSpace)).toEqual(
      problems.map(({ place, severity, description }) =>
        oneSpace(`${marks[severity]} ${place} ${severity} ${description}`),
      ),
    );
  });

  test('are in the Code Quality report, each with a fingerprint of its own', async () => {
    const issues = JSON.parse(await printed('gitlab')) as Record<string, unknown>[];
    expect(issues.map(({ description, location }) => ({ description, location }))).toEqual(
      problems.map(({ path, line, description }) => ({ description, location: { path, lines: { begin: line } } })),
    );
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(problems.length);
  });
});

test('a Code Quality report knows a problem again when lines before it change', async () => {
  const [before, after] = await Promise.all(
    [misspelt, `# new\n${misspelt}`].map(async (text) => {
      const { out } = await run(['validate', '--format', 'gitlab'], workspaceWith(text));
      return JSON.parse(out)[0];
    }),
  );
  expect(before.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(after).toEqual({ ...before, location: { path: manifestPath, lines: { begin: 5 } } });
});

test.each(['.git', undefined])('paths are those of the repository for a service: %s', async (git) => {
  const repository = temporaryFolder();
  const folder = join(repository, 'services');
  mkdirSync(join(folder, 'hooks'), { recursive: true });
  if (git !== undefined) mkdirSync(join(repository, git));
  writeFileSync(join(folder, 'hooks', 'm.yml'), misspelt);
  const env = git === undefined ? { CI_PROJECT_DIR: repository, GITHUB_WORKSPACE: repository } : {};
  const printed = async (format: string) =>
    (await run(['validate', 'hooks/m.yml', '--format', format], folder, { env })).out;
  const path = 'services/hooks/m.yml';
  expect(await printed('gitlab')).toContain(`"path": "${path}"`);
  expect(await printed('github')).toContain(`file=${path},`);
  expect(await printed('json')).toContain('"path": "hooks/m.yml"');
  expect(await printed('text')).toMatch(/^hooks\/m\.yml:4:/);
});

describe.each(['json', 'gitlab', 'github', 'text'])('in the format %s', (format) => {
  const printed = async (folder: string, ...files: string[]) => {
    const { code, out } = await run(['validate', '--format', format, ...files], folder);
    expect(code).toBe(1);
    return out;
  };

  test('nothing is invisible, and no text is a workflow command', async () => {
    const folder = temporaryFolder();
    const odd = '##[set-output name=x;]y\u202e\u{e0041}\u009b\u2028::error::';
    const key = JSON.stringify(odd);
    writeFileSync(join(folder, odd), `webhooks: {${key}: 1}\n`);
    const out = await printed(folder, odd);
    const lines = stripVTControlCharacters(out).replaceAll(/^::error title=Conduit webhooks,/gm, '');
    expect(lines).not.toMatch(/##\[|^\s*::|[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}]/mu);
    if (format === 'json') {
      const [manifest] = reportIn(out).manifests;
      expect(manifest?.path).toBe(odd);
      expect(manifest?.problems[0]?.subject).toContain(key);
    }
    if (format === 'gitlab') expect(JSON.parse(out)[0].location.path).toBe(odd);
  });

  test('nothing is shown of files that are no manifests', async () => {
    const folder = temporaryFolder();
    const files = [
      'CONDUIT_API_SECRET=hunter2\n',
      'root:$6$hunter2:1:\nbin:*:1:\n',
      'api_key: hunter2\n',
      '{"api_key": "hunter2",,}',
      '- hunter2',
      'A: *hunter2\nB: !hunter2 x\nhunter2: 1\nhunter2: 2\n',
      'A: !hunter2!x y\n',
      'A: 1\n---\nB: hunter2\n',
      'webhook: {b: hunter2}\n',
    ].map((text, index) => {
      writeFileSync(join(folder, `${index}.yml`), text);
      return `${index}.yml`;
    });
    const out = await printed(folder, ...files);
    expect(out).not.toContain('hunter2');
    for (const file of files) expect(out).toContain(file);
  });

  test('a manifest that is not there is a problem', async () => {
    expect(await printed(temporaryFolder())).toContain(
      'Manifest not found. Give its path, or run the command in the root of',
    );
  });
});

describe('a manifest', () => {
  test('comes from standard input', async () => {
    const validate = (input: string | Buffer) =>
      run(['validate', '-', '--environment', 'live'], temporaryFolder(), { input });
    const good = await validate(manifestOf('payments'));
    expect(good).toMatchObject({ code: 0, out: '✓ <stdin> is valid for live.\n' });
    const bad = await validate(misspelt);
    expect(bad).toMatchObject({ code: 1, out: expect.stringMatching(/^<stdin>:4:14: error: /) });
    const noText = await validate(Buffer.from([0x61, 0xff]));
    expect(noText.out).toContain('The manifest is not UTF-8 text. Save it as UTF-8.');
    const long = await validate(Buffer.alloc(1024 * 1024 + 1, '#'));
    expect(long.out).toContain('The limit is 1 MiB.');
  });

  test('may lie outside the folder that the command was started in', async () => {
    const file = join(workspaceWith(misspelt), manifestPath);
    const { code, out } = await run(['validate', file], temporaryFolder());
    expect(code).toBe(1);
    expect(out.startsWith(`${file}:4:14: error: `)).toBe(true);
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
  expect(await run(['validate', '--frmat', 'json\u001b'], workspaceWith(misspelt))).toEqual({
    code: 2,
    out: '',
    complaints:
      'conduit-webhooks: "--frmat" is not an option of validate. Did you mean "--format"?\n' +
      'See: conduit-webhooks validate --help\n',
  });
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
