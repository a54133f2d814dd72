/** The command line → what is asked for, or everything that is wrong with it. */
import { parseArgs } from 'node:util';
import type { Environment } from '../generated/api.ts';
import { productVersion } from '../generated/product.ts';
import { quoted, quotedList } from '../manifest/problem.ts';
import { didYouMean } from '../manifest/suggest.ts';
import { environmentNames } from '../options/parsers.ts';
import {
  type Command,
  type CommandOptions,
  commands,
  namesOf,
  type Options,
  options,
  readOptions,
} from '../options/table.ts';
import { commandHelp, generalHelp, whyNoRegister } from './help.ts';

/** Standard input, as a file. */
export const standardInput = '-';

/** A request to check `files`, which are as they were given: in plan, one. */
type Checking<Kind extends Command> = { kind: Kind; files: string[] } & Omit<CommandOptions<Kind>, 'manifest'>;

export type PlanRequest = { environment: Environment } & Checking<'plan'>;

export type CheckRequest = PlanRequest | Checking<'validate'>;

type Request = CheckRequest | { kind: 'help'; text: string } | { kind: 'wrong'; errors: string[] };

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
  const { tokens, values, positionals } = parseArgs({
    args,
    options: {
      ...Object.fromEntries(known.map((name) => [name, { type: 'string' }] as const)),
      help: { type: 'boolean', short: 'h' },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const unread: string[] = [];
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (name === 'help') return { kind: 'help', text: commandHelp(command) };
    if (!known.includes(name)) {
      const options = known.map((one) => `--${one}`);
      unread.push(`${quoted(rawName)} is not an option of ${command}.${didYouMean(rawName, options)}`);
    } else if (!value || (!token.inlineValue && value.startsWith('--'))) {
      unread.push(`The option ${rawName} needs a value.`);
    }
  }
  // The value of an option that is not known would be taken for a file.
  if (unread.length > 0) return wrongUsage(unread, command);
  const texts = values as Record<string, string | undefined>;
  const { values: read, errors } = readOptions(
    names,
    (name) => texts[name],
    (name) => `The option --${name}`,
    folder,
  );
  if (command === 'plan') errors.push(...faultsOfPlan(read, texts.environment, positionals));
  if (errors.length > 0) return wrongUsage(errors, command);
  const { manifest = options.manifest.default } = read;
  const files = positionals.length > 0 ? [...new Set(positionals)] : [manifest];
  // Without errors, all was read.
  return { ...read, kind: command, files } as Request;
}

/** What is wrong with options of plan that are right one by one, and with the files beside them. */
function faultsOfPlan(
  { manifest, format }: Partial<Options>,
  environment: string | undefined,
  [file]: readonly string[],
): string[] {
  return [
    ...(file === undefined ? [] : [`plan takes no files. Name the manifest by --manifest ${file}.`]),
    ...(manifest === standardInput ? ['The option --manifest needs a file: the state belongs to its path.'] : []),
    ...(environment === undefined
      ? [`plan needs the option --environment. Use ${quotedList(environmentNames, 'or')}.`]
      : []),
    ...(format === 'gitlab'
      ? ['The option --format is "gitlab", which is for problems of manifests. Use "text", "json" or "github".']
      : []),
  ];
}

function wrongUsage(errors: readonly string[], command?: Command): Request {
  const which = command === undefined ? '' : `${command} `;
  return { kind: 'wrong', errors: [...errors, `See: conduit-webhooks ${which}--help`] };
}
