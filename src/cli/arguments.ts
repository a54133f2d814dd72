/** The command line → what is asked for, or everything that is wrong with it. */
import { parseArgs } from 'node:util';
import { type Environment, environments } from '../generated/api.ts';
import { inputDefaults } from '../generated/inputs.ts';
import { productVersion } from '../generated/product.ts';
import { quotedList } from '../manifest/problem.ts';
import { didYouMean } from '../manifest/suggest.ts';
import {
  environmentNames,
  parseApiUrl,
  parseChoice,
  parseState,
  policies,
  quote,
  type Setting,
} from '../settings.ts';
import type { StateChoice } from '../state/open.ts';
import { commandHelp, generalHelp, whyNoRegister } from './help.ts';

/** Standard input, as a file. */
export const standardInput = '-';

const formats = {
  validate: ['text', 'json', 'github', 'gitlab'],
  plan: ['text', 'json', 'github'],
} as const;

export type Format = (typeof formats)['validate'][number];

export interface ValidateRequest {
  kind: 'validate';
  /** As given; at least one. */
  files: string[];
  environments: Environment[];
  format: Format;
}

export interface PlanRequest {
  kind: 'plan';
  manifest: string;
  environment: Environment;
  apiUrl: string;
  state: StateChoice;
  onChange: (typeof policies)[number];
  secretsEnvironment: string | undefined;
  format: Format;
}

export type Request =
  | { kind: 'help'; text: string }
  | { kind: 'wrong'; errors: string[] }
  | ValidateRequest
  | PlanRequest;

const help = { type: 'boolean', short: 'h' } as const;
const text = { type: 'string' } as const;
const options = {
  validate: { environment: text, format: text, help },
  plan: {
    environment: text,
    manifest: text,
    state: text,
    'api-url': text,
    'on-change': text,
    'secrets-environment': text,
    format: text,
    help,
  },
};

type Command = keyof typeof options;

/** Reads `args`, the words after the command's name. Files lie in `folder` unless they say otherwise. */
export function parseArguments(args: readonly string[], folder: string): Request {
  const [first, ...rest] = args;
  switch (first) {
    case '--help':
    case '-h':
      return { kind: 'help', text: generalHelp };
    case '--version':
    case '-v':
      return { kind: 'help', text: `${productVersion}\n` };
    case 'validate':
      return parseCommand(first, rest, validateRequest);
    case 'plan':
      return parseCommand(first, rest, (given) => planRequest(given, folder));
    case 'register':
      return { kind: 'wrong', errors: [whyNoRegister] };
    case undefined:
      return wrong(['No command was given. Use validate or plan.']);
    default:
      return wrong([
        first.startsWith('-')
          ? `${quote(first)} is not an option here. Options follow the command.`
          : `${quote(first)} is not a command.${didYouMean(first, [...Object.keys(options), 'register']) || ' Use validate or plan.'}`,
      ]);
  }
}

/** What stands after a command, and a place for what is wrong with it. */
interface Given {
  /** What an option was given, if it was. */
  givenTo(option: string): string | undefined;
  files: readonly string[];
  errors: string[];
  /** The value of an option; `instead` for one that is absent, or wrong, which is noted. */
  taken<T>(option: string, parse: (value: string) => Setting<T>, instead: T): T;
}

function parseCommand(
  command: Command,
  args: string[],
  requestOf: (given: Given) => Request,
): Request {
  // Not strict, since node has no suggestions for what it does not know.
  const { tokens } = parseArgs({
    args,
    options: options[command],
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const known = Object.keys(options[command]);
  const errors: string[] = [];
  const values = new Map<string, string | undefined>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (!known.includes(name)) {
      const meant = didYouMean(
        rawName,
        known.map((one) => `--${one}`),
      );
      errors.push(`${quote(rawName)} is not an option of ${command}.${meant}`);
    } else if (name === 'help') {
      return { kind: 'help', text: commandHelp[command] };
    } else if (value === undefined || (!token.inlineValue && value.startsWith('--'))) {
      errors.push(`The option ${rawName} needs a value.`);
    }
    values.set(name, value);
  }
  // The value of an option that is not known would be taken for a file.
  if (errors.length > 0) return wrong(errors, command);
  const request = requestOf({
    givenTo: (option) => values.get(option),
    files: tokens.flatMap((token) => (token.kind === 'positional' ? token.value : [])),
    errors,
    taken(option, parse, instead) {
      const value = values.get(option);
      if (value === undefined) return instead;
      const setting = parse(value);
      if (setting.ok) return setting.value;
      errors.push(`The option --${option} ${setting.why}`);
      return instead;
    },
  });
  return errors.length > 0 ? wrong(errors, command) : request;
}

function validateRequest({ files, taken }: Given): ValidateRequest {
  return {
    kind: 'validate',
    files: files.length === 0 ? [inputDefaults.manifest] : [...new Set(files)],
    environments: taken<Environment[]>(
      'environment',
      (value) => {
        const one = parseChoice(value, environmentNames);
        return one.ok ? { ok: true, value: [one.value] } : one;
      },
      environmentNames,
    ),
    format: taken<Format>('format', (value) => parseChoice(value, formats.validate), 'text'),
  };
}

function planRequest({ givenTo, files, errors, taken }: Given, folder: string): PlanRequest {
  if (files.length > 0) {
    errors.push(`plan takes no files. Name the manifest by --manifest ${files[0]}.`);
  }
  const manifest = givenTo('manifest') ?? inputDefaults.manifest;
  if (manifest === standardInput) {
    errors.push('The option --manifest needs a file: the state belongs to its path.');
  }
  if (givenTo('environment') === undefined) {
    errors.push(`plan needs the option --environment. Use ${quotedList(environmentNames, 'or')}.`);
  }
  const environment = taken('environment', (value) => parseChoice(value, environmentNames), 'live');
  return {
    kind: 'plan',
    manifest,
    environment,
    apiUrl: taken('api-url', parseApiUrl, environments[environment]),
    state: taken('state', (value) => parseState(value, folder), { kind: 'git', name: 'default' }),
    onChange: taken(
      'on-change',
      (value) => parseChoice(value, policies),
      inputDefaults['on-change'],
    ),
    secretsEnvironment: givenTo('secrets-environment'),
    format: taken<Format>(
      'format',
      (value) =>
        value === 'gitlab'
          ? {
              ok: false,
              why: `is "gitlab", which is for problems of manifests. Use ${quotedList(formats.plan, 'or')}.`,
            }
          : parseChoice(value, formats.plan),
      'text',
    ),
  };
}

function wrong(errors: readonly string[], command?: Command): Request {
  const which = command === undefined ? '' : `${command} `;
  return { kind: 'wrong', errors: [...errors, `See: conduit-webhooks ${which}--help`] };
}
