/** Error replies whose texts attack the log, the annotations or the summary. */
import { describe, expect, it, test } from 'vitest';
import { type ReceivedRequest, refusal, sendJson } from '../../../testing/conduit-server.ts';
import { manifestPath } from '../../../testing/manifests.ts';
import type { RunResult } from '../../../testing/runner/index.ts';
import { lists, nameIn, once, ownLines, registerAgainst, registerEach, summaryRows, summaryText } from './helpers.ts';

const markup = [
  '<img src=x onerror=alert(1)><!--',
  '| a | b |\n| --- | --- |',
  '**bold** [link](https://evil.example) ![i](https://evil.example/i.png)',
  '</td></tr></table><script>alert(1)</script>',
  '`code` @octocat #1 \\| ~~x~~ $y$ &lt;b&gt;',
];

/** The credentials of a request, written and cut in many ways. */
function credentialsIn({ headers }: ReceivedRequest): string[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const key = String(headers['x-api-key']);
  const secret = String(headers['x-api-secret']);
  return [
    `key ${key}, secret=${secret}, ${JSON.stringify({ key, secret })}`,
    `Basic ${base64(`${key}:${secret}`)} ${base64(secret)} ${base64(`x${key}`)}`,
    `?key=${encodeURIComponent(key)}&${Buffer.from(secret).toString('hex')}`,
    `${JSON.stringify({ secret }).replaceAll('/', '\\/')} ${new URLSearchParams({ key, secret })}`,
    `${secret.replaceAll(/\W/g, (c) => `&#${c.charCodeAt(0)};`)} ${secret.slice(0, 20)}`,
    `${'x'.repeat(590)}${secret}`,
    `no such credential ${secret.slice(-14)}, nor ${key.slice(-14)}`,
    `${'x'.repeat(600 - key.length / 2)}${key}`,
  ];
}

/** What an error reply says of each webhook. Of each reply, five details are shown. */
const details: Record<string, (request: ReceivedRequest) => string[]> = {
  commands: () => [
    'x\r::stop-commands::x',
    '##[add-mask]a',
    '\n::set-output name=ids::x',
    '\u2028  ::error title=x,file=y::z\u0085::warning::w',
    '\u001b[31m##[error]red\u001b[0m %0A::notice::n',
  ],
  markup: () => markup,
  credentials: credentialsIn,
  'more-credentials': (request) => credentialsIn(request).slice(5),
  long: () => [`begin ${'long '.repeat(200_000)}`],
};

/** Registers these webhooks against a server that refuses each with its details. */
async function refusedWith(status: number, names: string[]): Promise<RunResult> {
  const { result, server } = await registerAgainst(
    (request, reply) => {
      const said = details[nameIn(request)]?.(request) ?? [];
      const { body } = refusal(status, 'invalid_request', ...said);
      sendJson(reply, { status, body });
    },
    { names },
  );
  expect(result).toMatchObject({ exitCode: 1, conclusion: 'failure' });
  expect(lists(result)).toEqual({ failed: names });
  expect(result.outputs).toMatchObject({ ids: '{}', secrets: '{}' });
  expect(server.requests).toHaveLength(names.length);
  expect(new Set(result.masks)).toEqual(new Set([server.apiKey, server.apiSecret]));
  return result;
}

/** Whatever is replied, the summary has one table whose rows have six cells, and no markup but the action's own. */
function assertSummaryIntact(result: RunResult, webhooks: number): void {
  expect(summaryRows(result).map((row) => row.length)).toEqual(Array(webhooks + 1).fill(6));
  expect(result.summary).not.toMatch(/<(?!\/?code>)/);
  const [, , ...rows] = result.summary.split('\n').filter((line) => line.startsWith('|'));
  for (const row of rows) expect(row).not.toMatch(/[*`@]/);
  expect(result.summary).not.toMatch(/\]\((?!https:\/\/github\.com\/)|\*\*bold|@octocat|~~|!\[/);
}

test('an error reply of hostile details is shown as text, cut and without credentials', async () => {
  const result = await refusedWith(400, Object.keys(details));
  assertSummaryIntact(result, Object.keys(details).length);
  expect(result.log).toContain('\\r:\\:stop-commands:\\:x');
  for (const detail of markup) {
    expect(summaryText(result)).toContain(detail.replaceAll('\n', '\\n'));
  }
  expect(result.log).toMatch(/key \*\*\* \*\*\*/i);
  expect(result.log).toContain('no such credential *** nor ***');
  expect(result.log).toMatch(/begin long long/i);
  for (const line of ownLines(result)) expect(line.length).toBeLessThan(4200);
  expect(result.summary.length).toBeLessThan(20_000);
});

// Of what is said of the credentials, a run shows the first reply alone.
test.each(['commands', 'markup', 'credentials'])(
  'a reply of 401 that says %s is shown as text, and without credentials',
  async (name) => assertSummaryIntact(await refusedWith(401, [name]), 1),
);

describe('an error reply', () => {
  const breaches: Record<string, unknown> = {
    empty: '',
    'errors-that-are-no-errors': { errors: [null, 7, 'x', [], { detail: {} }] },
    'errors-with-methods': { errors: [{ code: 'x', detail: { toString: 1, valueOf: 1 } }] },
    'more-bytes-than-are-read': refusal(400, 'invalid_request', 'x'.repeat(3_000_000)).body,
  };
  /** The line is that of a field, counted from the webhook's name. */
  const fields: Array<[detail: string, line: number]> = [
    ['url must be reachable', 1],
    ['events.0 must be equal to one of the allowed values', 2],
    ['Invalid value for "status"', 3],
    ['the body is wrong', 0],
    ['organizationId is required', 0],
  ];
  const bodies = {
    ...breaches,
    ...Object.fromEntries(fields.map(([detail], n) => [`field-${n}`, refusal(400, 'invalid_request', detail).body])),
  };
  const refused = once(() => registerEach(bodies, (body, _, reply) => sendJson(reply, { status: 400, body })));

  it.each(Object.keys(breaches))('that is or has %s is a refusal all the same', async (name) => {
    const { result, of } = await refused();
    expect(result.exitCode).toBe(1);
    expect(of(name)).toMatchObject({
      list: ['failed'],
      annotations: [{ message: expect.stringContaining('rejected the request (400)') }],
    });
    expect(result.log).not.toContain('xxxx');
  });

  it.each(fields.map((field, index) => [...field, index] as const))(
    'that says "%s" is annotated %i lines below the name of its webhook',
    async (detail, line, index) => {
      const { of } = await refused();
      const { annotations, line: first } = of(`field-${index}`);
      expect(annotations).toMatchObject([
        { level: 'error', file: manifestPath, line: first + line, title: 'Conduit webhooks' },
      ]);
      const said = `${detail} (invalid_request)`;
      expect(annotations[0]?.message.toLowerCase()).toContain(said.toLowerCase());
    },
  );
});
