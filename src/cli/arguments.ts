/** The command line → what is asked for, or everything that is wrong with it. */
import { parseArgs } from 'node:util';
import { type Environment, environments } from '../generated/api.ts';
import { productVersion } from '../generated/product.ts';
import { quoted, quotedList } from '../manifest/problem.ts';
import { didYouMean } from '../manifest/suggest.ts';
import { environmentNames } from '../options/parsers.ts';
import { type Command, commands, namesOf, type Options, options, readOptions } from '../options/table.ts';
import { commandHelp, generalHelp, whyNoRegister } from './help.ts';

/** Standard input, as a file. */
export const standardInput = '-';

export type Format = Options['format'];

export interface ValidateRequest {
  kind: 'validate';
  /** As given; at least one. */
  files: string[];
  environments: Environment[];
  format: Format;
}

export interface PlanRequest
  extends Pick<Options, 'manifest' | 'state' | 'remote' | 'onChange' | 'secretsEnvironment' | 'format'> {
  kind: 'plan';
  environment: Environment;
  apiUrl: string;
}

export type Request =
  | { kind: 'help'; text: string }
  | { kind: 'wrong'; errors: string[] }
  | ValidateRequest
  | PlanRequest;

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
    case 'plan':
      return parseCommand(first, rest, folder);
    case 'register':
      return { kind: 'wrong', errors: [whyNoRegister] };
    case undefined:
      return wrongUsage(['No command was given. Use validate or plan.']);
    default:
      return wrongUsage([
        first.startsWith('-')
          ? `${quoted(first)} is not an option here. Options follow the command.`
          : `${quoted(first)} is not a command.${didYouMean(first, [...commands, 'register']) || ' Use validate or plan.'}`,
      ]);
  }
}

function parseCommand(command: Command, args: string[], folder: string): Request {
  const names = namesOf((option) => option.commands?.includes(command) === true);
  const known = [...names.map(([, name]) => name), 'help'];
  // Not strict, since node has no suggestions for what it does not know.
  const { tokens } = parseArgs({
    args,
    options: {
      ...Object.fromEntries(known.map((name) => [name, { type: 'string' }] as const)),
      help: { type: 'boolean', short: 'h' },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const errors: string[] = [];
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (!known.includes(name)) {
      const meant = didYouMean(
        rawName,
        known.map((one) => `--${one}`),
      );
      errors.push(`${quoted(rawName)} is not an option of ${command}.${meant}`);
    } else if (name === 'help') {
      return { kind: 'help', text: commandHelp(command) };
    } else if (!value || (!token.inlineValue && value.startsWith('--'))) {
      errors.push(`The option ${rawName} needs a value.`);
    } else {
      given.set(name, value);
    }
  }
  // The value of an option that is not known would be taken for a file.
  if (errors.length > 0) return wrongUsage(errors, command);
  const files = tokens.flatMap((token) => (token.kind === 'positional' ? token.value : []));
  const read = readOptions(
    names,
    (name) => given.get(name),
    (name) => `The option --${name}`,
    folder,
  );
  if (command === 'plan') read.errors.push(...faultsOfPlan(read.values, given, files));
  if (read.errors.length > 0) return wrongUsage(read.errors, command);
  // Without errors, all was read.
  const values = read.values as Options;
  return command === 'plan' ? planRequest(values) : validateRequest(values, files);
}

function validateRequest({ environment, format }: Options, files: string[]): ValidateRequest {
  return {
    kind: 'validate',
    files: files.length === 0 ? [options.manifest.default] : [...new Set(files)],
    environments: environment === undefined ? environmentNames : [environment],
    format,
  };
}

function planRequest(values: Options): PlanRequest {
  const environment = values.environment as Environment;
  return {
    ...values,
    kind: 'plan',
    environment,
    apiUrl: values.apiUrl ?? environments[environment],
  };
}

/** What is wrong with options of plan that are right one by one, and with the files beside them. */
function faultsOfPlan(
  { manifest, format }: Partial<Options>,
  given: ReadonlyMap<string, string>,
  files: readonly string[],
): string[] {
  return [
    ...(files.length > 0 ? [`plan takes no files. Name the manifest by --manifest ${files[0]}.`] : []),
    ...(manifest === standardInput ? ['The option --manifest needs a file: the state belongs to its path.'] : []),
    ...(given.has('environment')
      ? []
      : [`plan needs the option --environment. Use ${quotedList(environmentNames, 'or')}.`]),
    ...(format === 'gitlab'
      ? ['The option --format is "gitlab", which is for problems of manifests. Use "text", "json" or "github".']
      : []),
  ];
}

function wrongUsage(errors: readonly string[], command?: Command): Request {
  const which = command === undefined ? '' : `${command} `;
  return { kind: 'wrong', errors: [...errors, `See: conduit-webhooks ${which}--help`] };
}
