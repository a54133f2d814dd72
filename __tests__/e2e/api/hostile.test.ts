/** Error replies whose texts attack the log, the annotations or the summary. */
import { describe, expect, it } from 'vitest';
import { type ReceivedRequest, refusal, sendJson } from '../../../testing/conduit-server.ts';
import { manifestPath } from '../../../testing/manifests.ts';
import { lists, ownLines, registerAgainst, summaryRows, summaryText } from './helpers.ts';

/** One for each way in which a reply is judged: refused, refused for its credentials, throttled, unknown. */
const rejected = [400, 401, 429];
const statuses = [...rejected, 500];

/** Registers one webhook against a server that refuses it with these details; 429 at once and for ever. */
async function refusedWith(status: number, details: (request: ReceivedRequest) => string[]) {
  const { result, server } = await registerAgainst((request, reply) => {
    const { body } = refusal(status, 'invalid_request', ...details(request));
    sendJson(reply, { status, body, headers: { 'Retry-After': '0' } });
  });
  expect(result).toMatchObject({ exitCode: 1, conclusion: 'failure' });
  expect(lists(result)).toEqual(
    rejected.includes(status) ? { failed: ['payments'] } : { undecided: ['payments'] },
  );
  expect(result.outputs).toMatchObject({ ids: '{}', secrets: '{}' });
  expect(server.requests).toHaveLength(status === 429 ? 5 : 1);
  expect(new Set(result.masks)).toEqual(new Set([server.apiKey, server.apiSecret]));
  return result;
}

/** Whatever is replied, the summary has one table with one row of six cells, and no markup but the action's own. */
function assertSummaryIntact(result: Awaited<ReturnType<typeof refusedWith>>): void {
  expect(summaryRows(result).map((row) => row.length)).toEqual([6, 6]);
  expect(result.summary).not.toMatch(/<(?!\/?code>)/);
  const [, , row = ''] = result.summary.split('\n').filter((line) => line.startsWith('|'));
  expect(row).not.toMatch(/[*`@]|\n/);
  expect(result.summary).not.toMatch(/\]\((?!https:\/\/github\.com\/)|\*\*bold|@octocat|~~|!\[/);
}

describe.each(statuses)('an error reply with status %i', (status) => {
  it('obeys no command in its details', async () => {
    const result = await refusedWith(status, () => [
      'x\r::stop-commands::x',
      '##[add-mask]a',
      '\n::set-output name=ids::x',
      '\u2028  ::error title=x,file=y::z\u0085::warning::w',
      '\u001b[31m##[error]red\u001b[0m %0A::notice::n',
    ]);
    expect(result.outputs.ids).toBe('{}');
    if (status !== 429) expect(result.log).toContain('\\r:\\:stop-commands:\\:x');
    assertSummaryIntact(result);
  });

  it('shows its markup as text', async () => {
    const details = [
      '<img src=x onerror=alert(1)><!--',
      '| a | b |\n| --- | --- |',
      '**bold** [link](https://evil.example) ![i](https://evil.example/i.png)',
      '</td></tr></table><script>alert(1)</script>',
      '`code` @octocat #1 \\| ~~x~~ $y$ &lt;b&gt;',
    ];
    const result = await refusedWith(status, () => details);
    assertSummaryIntact(result);
    for (const detail of status === 429 ? [] : details) {
      expect(summaryText(result)).toContain(detail.replaceAll('\n', '\\n'));
    }
  });

  it('gives no credential back, however it is written or cut', async () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const all = (request: ReceivedRequest) => {
      const key = String(request.headers['x-api-key']);
      const secret = String(request.headers['x-api-secret']);
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
    };
    const result = await refusedWith(status, all);
    // Of each reply, five errors are shown.
    const others = await refusedWith(status, (request) => all(request).slice(5));
    if (status !== 429) {
      expect(result.log).toMatch(/key \*\*\*, secret=\*\*\*/i);
      expect(others.log).toContain('no such credential ***, nor ***');
    }
  });

  it('is shown in part when it is long', async () => {
    const result = await refusedWith(status, () => [`begin ${'long '.repeat(200_000)}`]);
    if (status !== 429) expect(result.log).toMatch(/begin long long/i);
    for (const line of ownLines(result)) expect(line.length).toBeLessThan(4200);
    expect(result.summary.length).toBeLessThan(10_000);
  });
});

describe('an error reply', () => {
  const breaches: Array<[name: string, body: unknown]> = [
    ['is empty', ''],
    ['has errors that are no errors', { errors: [null, 7, 'x', [], { detail: {} }] }],
    ['has errors with methods', { errors: [{ code: 'x', detail: { toString: 1, valueOf: 1 } }] }],
  ];
  it.each(breaches)('that %s is a refusal all the same', async (_, body) => {
    const { result } = await registerAgainst((_request, reply) =>
      sendJson(reply, { status: 400, body }),
    );
    expect(result.exitCode).toBe(1);
    expect(lists(result)).toEqual({ failed: ['payments'] });
    expect(result.log).toContain('refused the request with status 400');
  });

  it('of more bytes than are read is a refusal all the same', async () => {
    const { result } = await registerAgainst((_, reply) =>
      sendJson(reply, refusal(400, 'invalid_request', 'x'.repeat(3_000_000))),
    );
    expect(lists(result)).toEqual({ failed: ['payments'] });
    expect(result.log).not.toContain('xxxx');
  });

  const fields: Array<[detail: string, line: number]> = [
    ['url must be reachable', 3],
    ['events.0 must be equal to one of the allowed values', 4],
    ['Invalid value for "status"', 5],
    ['the body is wrong', 2],
    ['organizationId is required', 2],
  ];
  it.each(fields)('that says "%s" is annotated at line %i', async (detail, line) => {
    const { result } = await registerAgainst((_, reply) =>
      sendJson(reply, refusal(400, 'invalid_request', detail)),
    );
    expect(result.annotations).toMatchObject([
      { level: 'error', file: manifestPath, line, title: 'Conduit webhooks' },
    ]);
    const said = `${detail} (invalid_request)`;
    expect(result.annotations[0]?.message.toLowerCase()).toContain(said.toLowerCase());
  });

  it.each([401, 403])(
    '%i stops what has not been sent, and is told once for the run',
    async (status) => {
      const { result, server } = await registerAgainst(
        (_, reply) => sendJson(reply, refusal(status, 'unauthorized', 'No.')),
        { names: ['a', 'b', 'c', 'd', 'e'], inputs: { concurrency: '2' } },
      );
      expect(server.requests).toHaveLength(2);
      expect(lists(result)).toEqual({ failed: ['a', 'b', 'c', 'd', 'e'] });
      expect(result.annotations).toEqual([
        {
          level: 'error',
          title: 'Conduit webhooks',
          message: expect.stringMatching(
            new RegExp(
              `refused the credentials with status ${status}.*api-key.*api-secret.*sandbox`,
            ),
          ),
        },
      ]);
      for (const told of [result.summary, ownLines(result).join('\n').split('##[error]')[0]]) {
        expect(told?.match(/refused the credentials/g)).toHaveLength(1);
        expect(told?.match(/No \(unauthorized\)\./g)).toHaveLength(1);
      }
    },
  );

  it('401 leaves alone what is on its way', async () => {
    const { result } = await registerAgainst(
      ({ text }, reply, next) => {
        if (text.includes('/a"')) setTimeout(next, 300);
        else sendJson(reply, refusal(401, 'unauthorized', 'No.'));
      },
      { names: ['a', 'b', 'c'], inputs: { concurrency: '2' } },
    );
    expect(result.exitCode).toBe(1);
    expect(lists(result)).toEqual({ created: ['a'], failed: ['b', 'c'] });
    expect(Object.keys(JSON.parse(result.outputs.secrets ?? ''))).toEqual(['a']);
  });

  it.each([400, 500])('%i stops nothing', async (status) => {
    const { result, server } = await registerAgainst(
      ({ text }, reply, next) => {
        if (text.includes('/a"')) sendJson(reply, refusal(status, 'x', 'No.'));
        else next();
      },
      { names: ['a', 'b', 'c'], inputs: { concurrency: '1' } },
    );
    expect(server.requests).toHaveLength(3);
    expect(result.exitCode).toBe(1);
    expect(lists(result).created).toEqual(['b', 'c']);
  });
});
