/** What is typed after the command's name: what it asks for, or what is wrong with it. */
import { expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/arguments.ts';
import { quotedList } from '../../src/manifest/problem.ts';
import { environmentNames } from '../../src/options/parsers.ts';

const parsed = (line: string) => parseArguments(line.split(' ').filter(Boolean), '/work');

test.each<[line: string, request: object]>([
  [
    'validate',
    {
      kind: 'validate',
      files: ['.github/conduit-webhooks.yml'],
      environment: undefined,
      format: 'text',
    },
  ],
  ['validate a.yml b.yml a.yml -', { files: ['a.yml', 'b.yml', '-'] }],
  ['validate --environment live a.yml --format=json', { environment: 'live', files: ['a.yml'], format: 'json' }],
  ['validate --format gitlab', { format: 'gitlab' }],
  ['validate -- --odd.yml', { files: ['--odd.yml'] }],
  [
    'plan --environment sandbox',
    {
      kind: 'plan',
      files: ['.github/conduit-webhooks.yml'],
      environment: 'sandbox',
      apiUrl: undefined,
      state: { kind: 'git', name: 'default' },
      remote: 'origin',
      onChange: 'ask',
      secretsEnvironment: undefined,
      format: 'text',
    },
  ],
  [
    'plan --environment live --manifest m.yml --state git:second --remote upstream --api-url https://g.example.com/x/ --on-change replace --secrets-environment production --format github',
    {
      files: ['m.yml'],
      environment: 'live',
      apiUrl: 'https://g.example.com/x',
      state: { kind: 'git', name: 'second' },
      remote: 'upstream',
      onChange: 'replace',
      secretsEnvironment: 'production',
      format: 'github',
    },
  ],
  ['--version', { kind: 'help', text: '1.0.0\n' }],
  ['-v', { kind: 'help' }],
])('%s', (line, request) => {
  expect(parsed(line)).toMatchObject(request);
});

test.each([
  ['--help', 'Usage: conduit-webhooks COMMAND'],
  ['-h', 'Usage: conduit-webhooks COMMAND'],
  ['validate --help', 'Usage: conduit-webhooks validate'],
  ['plan -h', 'Usage: conduit-webhooks plan'],
])('%s says how it is used', (line, beginning) => {
  const request = parsed(line);
  expect(request).toMatchObject({ kind: 'help' });
  const text = request.kind === 'help' ? request.text : '';
  expect(text.startsWith(beginning)).toBe(true);
  expect(text.split('\n').every(({ length }) => length <= 100)).toBe(true);
});

const see = (command: string) => `See: conduit-webhooks ${command}--help`;

test.each<[line: string, ...errors: string[]]>([
  ['', 'No command was given. Use validate or plan.', see('')],
  ['validte', '"validte" is not a command. Did you mean "validate"?', see('')],
  ['regster', '"regster" is not a command. Did you mean "register"?', see('')],
  ['check', '"check" is not a command. Use validate or plan.', see('')],
  ['--format json validate', '"--format" is not an option here. Options follow the command.', see('')],
  [
    'validate --enviroment live x.yml',
    '"--enviroment" is not an option of validate. Did you mean "--environment"?',
    see('validate '),
  ],
  [
    'validate --strict -x',
    '"--strict" is not an option of validate.',
    '"-x" is not an option of validate.',
    see('validate '),
  ],
  ['validate --format', 'The option --format needs a value.', see('validate ')],
  ['validate --environment --format json', 'The option --environment needs a value.', see('validate ')],
  [
    'validate --format jsn --environment lve',
    'The option --environment is "lve". Did you mean "live"?',
    'The option --format is "jsn". Did you mean "json"?',
    see('validate '),
  ],
  ['validate --environment=', 'The option --environment needs a value.', see('validate ')],
  ['plan', `plan needs the option --environment. Use ${quotedList(environmentNames, 'or')}.`, see('plan ')],
  ['plan --environment live x.yml', 'plan takes no files. Name the manifest by --manifest x.yml.', see('plan ')],
  [
    'plan --environment live --manifest -',
    'The option --manifest needs a file: the state belongs to its path.',
    see('plan '),
  ],
  [
    'plan --environment live --format gitlab',
    'The option --format is "gitlab", which is for problems of manifests. Use "text", "json" or "github".',
    see('plan '),
  ],
  ['plan --environment live --state x', expect.stringMatching(/^The option --state is "x"\. /), see('plan ')],
  ['plan --api-key x', '"--api-key" is not an option of plan. Did you mean "--api-url"?', see('plan ')],
])('%s is wrong', (line, ...errors) => {
  expect(parsed(line)).toEqual({ kind: 'wrong', errors });
});

test('register is the action’s', () => {
  const request = parsed('register --environment live');
  expect(request).toMatchObject({ kind: 'wrong' });
  expect(request.kind === 'wrong' && request.errors.join()).toContain('The GitHub Action does');
});
