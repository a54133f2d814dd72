/** What each option takes, what that means, and what is said of what it does not take. */
import { expect, it } from 'vitest';
import { quotedList } from '../../src/manifest/problem.ts';
import { environmentNames, verifyChoice } from '../../src/options/parsers.ts';
import { type Option, type OptionKey, options } from '../../src/options/table.ts';
import { decisionLines } from '../../testing/plans.ts';

const parse = (key: OptionKey, text: string) => (options[key] as Option<unknown>).parse(text, '/workspace');

const git = (name: string) => ({ kind: 'git', name });

const right: (readonly [key: OptionKey, text: string, value: unknown])[] = [
  ...(['validate', 'plan', 'register'] as const).map((mode) => ['mode', mode, mode] as const),
  ['environment', '', undefined],
  ['environment', 'live', 'live'],
  ['environment', 'sandbox', 'sandbox'],
  ['apiUrl', '', undefined],
  ['apiUrl', 'https://gateway.example.com', 'https://gateway.example.com'],
  ['apiUrl', 'https://gateway.example.com/conduit//', 'https://gateway.example.com/conduit'],
  ['apiUrl', 'HTTPS://Gateway.Example.com:443/', 'https://gateway.example.com'],
  ['apiUrl', 'http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['apiUrl', 'http://localhost', 'http://localhost'],
  ['apiUrl', 'http://[::1]:1', 'http://[::1]:1'],
  ['state', 'git', git('default')],
  ['state', 'git:payments_2-b', git('payments_2-b')],
  ['state', 'git:A', git('A')],
  ['state', 'file:state/sandbox.json', { kind: 'file', path: 'state/sandbox.json' }],
  // A path of Windows has a colon of its own.
  ['state', 'file:a:\\live.json', { kind: 'file', path: 'a:\\live.json' }],
  ['state', 'none', { kind: 'none' }],
  ['verify', 'true', true],
  ['verify', 'false', false],
  ['onChange', 'ask', 'ask'],
  ['onChange', 'replace', 'replace'],
  ['secretsEnvironment', '', undefined],
  ['secretsEnvironment', 'live / eu', 'live / eu'],
  ...[1, 16].map((count) => ['concurrency', String(count), count] as const),
  ...[1, 600].map((count) => ['timeoutSeconds', String(count), count] as const),
];
it.each(right)('%s takes %j', (key, text, value) => {
  expect(parse(key, text)).toEqual({ ok: true, value });
});

it.each<[text: string, lines: string[]]>([
  ['replace a whk_1', ['replace a whk_1']],
  ['  keep  a 0123abcd \r\n\n\t- gone b whk_2\r', ['keep a 0123abcd', 'gone b whk_2']],
  ['# of 2 May\n- gone b whk_2 # deleted', ['gone b whk_2']],
  [' \n \n', []],
])('decisions takes %j', (text, lines) => {
  expect(parse('decisions', text)).toEqual({ ok: true, value: decisionLines(...lines) });
});

const wrong: (readonly [key: OptionKey, text: string, ...whys: string[]])[] = [
  ['mode', 'Register', ' is "Register". Did you mean "register"?'],
  ['mode', 'apply', ' is "apply". Use "validate", "plan" or "register".'],
  ['mode', 'register\nplan', ' is "register\\nplan"'],
  ['environment', 'Sandbox', ' is "Sandbox". Did you mean "sandbox"?'],
  ['environment', 'nowhere', ` is "nowhere". Use ${quotedList(environmentNames, 'or')}.`],
  ['state', 'None', ' is "None". Use git, git:NAME, file:PATH or none.'],
  ['state', 'none:x', ' is "none:x"'],
  ...['git:', 'git:a/b', 'git:../x', 'git:-x', `git:${'a'.repeat(65)}`].map(
    (text) => ['state', text, `${text}". In git:NAME, NAME has at most 64 letters`] as const,
  ),
  ...['file:', 'file:../state.json', 'file:/etc/state.json'].map(
    (text) => ['state', text, ` is "${text}". In file:PATH, PATH must be inside the`] as const,
  ),
  ['onChange', 'Replace', ' is "Replace". Did you mean "replace"?'],
  ['apiUrl', 'http://gateway.example.com', ' must begin with https://'],
  ['apiUrl', 'http://127.0.0.1.example.com', ' must begin with https://'],
  ['apiUrl', 'http://localhost.example.com', ' must begin with https://'],
  ['apiUrl', 'ftp://127.0.0.1', ' must begin with https://'],
  ['apiUrl', 'https://user:swordfish-1@gateway.example.com', ' contains credentials'],
  ['apiUrl', 'https://gateway.example.com/?token=swordfish-1', ' has a query or a fragment'],
  ['apiUrl', 'https://gateway.example.com/#x', ' has a query or a fragment'],
  ['apiUrl', 'https://gateway.example.com/base?', ' has a query or a fragment'],
  ['apiUrl', 'https://gateway.example.com/base#', ' has a query or a fragment'],
  ...['https://g.example.com/v1/webhooks', 'https://g.example.com/v1/Webhooks//webhooks/'].map(
    (url) =>
      ['apiUrl', url, ' ends in /webhooks, which the action adds itself. Use https://g.example.com/v1.'] as const,
  ),
  ['apiUrl', 'gateway.example.com', ' is not a URL'],
  ['apiUrl', 'https://', ' is not a URL'],
  ...['0', '17', 'abc', '1.5', '-1', '1e1', '0x2', '٤', '4 4', '999999999999'].map(
    (text) => ['concurrency', text, ` is "${text}". Use a whole number from 1 to 16.`] as const,
  ),
  ['timeoutSeconds', '601', ' is "601". Use a whole number from 1 to 600.'],
  ['apiKey', 'swordfish 1', ' contains a space, a line break'],
  [
    'apiSecret',
    'abc1234',
    ' is shorter than 8 characters, so it cannot be a Conduit credential. Check the value of the secret.',
  ],
  ['secretsToken', 'ghp_ a', ' contains a space'],
  [
    'decisions',
    'keep a 0123abcd\n\nkeep a\n- accept b whk_1\n::error::x b y\ngone @state whk_1',
    ', line 3: The code after "a" is missing.',
    ', line 4: "accept" is not a decision. Use "replace", "keep" or "gone".',
    ', line 5: "::error::x" is not a decision',
    ', line 6: "@state" works only with "keep"',
  ],
];
it.each(wrong.map(([key, text, ...whys]) => ({ key, text, whys })))(
  '$key does not take $text',
  ({ key, text, whys }) => {
    expect(parse(key, text)).toEqual({
      ok: false,
      whys: whys.map((why) => expect.stringContaining(why)),
    });
    expect(JSON.stringify(parse(key, text))).not.toContain('swordfish');
  },
);

it('verify takes an API description that says how a webhook is read', () => {
  expect(verifyChoice(undefined)('false')).toEqual({ ok: true, value: false });
  expect(verifyChoice(undefined)('true')).toMatchObject({
    whys: [expect.stringContaining('has no operation that reads a webhook')],
  });
});

it('help names the limits and the choices as they are', () => {
  for (const [key, { help, parse: read }] of Object.entries<Option<unknown>>(options)) {
    const takes = (text: string | number) => read(String(text), '/workspace').ok;
    const [, least, most] = /(\d+) to (\d+)/.exec(help)?.map(Number) ?? [];
    if (least !== undefined && most !== undefined) {
      expect([least - 1, least, most, most + 1].map(takes)).toEqual([false, true, true, false]);
    }
    if (!['mode', 'environment', 'onChange', 'format'].includes(key)) continue;
    const choices = [...help.matchAll(/`([a-z]+)`/g)].map(([, choice = '']) => choice);
    expect(choices.length).toBeGreaterThan(1);
    expect(choices.filter((choice) => !takes(choice) || takes(`${choice}x`))).toEqual([]);
  }
});
