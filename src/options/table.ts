/**
 * The one table of options: the inputs of the action, and the options of the command. What `action.yml`, the README and
 * `--help` say of them is made from it.
 */
import { webhookPath } from '../generated/api.ts';
import { inWords } from '../manifest/problem.ts';
import {
  anyText,
  apiUrl,
  credential,
  decisionLines,
  environmentNames,
  headerText,
  oneOf,
  orNone,
  type Parse,
  stateChoice,
  verifyChoice,
  wholeNumber,
} from './parsers.ts';

export const modes = ['validate', 'plan', 'register'] as const;
type Mode = (typeof modes)[number];

/** What the command does. */
export const commands = ['validate', 'plan'] as const;
export type Command = (typeof commands)[number];

export interface Option<T> {
  /** The text that stands for one that was not given; '' is none. */
  default: string;
  /** What `action.yml` gives in place of that: an expression of the runner's. */
  expression?: string;
  parse: Parse<T>;
  help: string;
  /** True for one whose text must be masked. */
  isSecret?: boolean;
  /** The action's modes that look at it; [] where it is the command's alone. */
  modes: readonly Mode[];
  /** The commands that take it, and what their help calls its value. */
  commands?: readonly Command[];
  value?: string;
}

/** In the order in which they are told. The name of an option has dashes where its key has capitals. */
export const options = {
  mode: {
    default: 'validate',
    parse: oneOf(modes),
    help: '`validate` checks the manifest offline, without credentials. `plan` reads the state and shows what `register` would do. `register` creates the declared webhooks.',
    modes,
  },
  manifest: {
    default: '.github/conduit-webhooks.yml',
    parse: anyText,
    help: 'Path of the manifest in the workspace.',
    modes,
    commands: ['plan'],
    value: 'FILE',
  },
  environment: {
    default: '',
    parse: orNone(oneOf(environmentNames)),
    help: `${inWords(
      environmentNames.map((name) => `\`${name}\``),
      'or',
    )}. Required for plan and register. Without it, validate checks every environment.`,
    modes,
    commands,
    value: 'NAME',
  },
  apiKey: {
    default: '',
    parse: credential,
    help: 'The Conduit API key, from a GitHub secret. Required for register, and for `verify` in plan.',
    isSecret: true,
    modes: ['plan', 'register'],
  },
  apiSecret: {
    default: '',
    parse: credential,
    help: 'The Conduit API secret, from a GitHub secret. Required for register, and for `verify` in plan.',
    isSecret: true,
    modes: ['plan', 'register'],
  },
  apiUrl: {
    default: '',
    parse: orNone(apiUrl),
    help: "URL of the Conduit API, if you use a gateway. The default is the environment's own. https only, except for loopback.",
    modes,
    commands: ['plan'],
    value: 'URL',
  },
  verify: {
    default: 'false',
    parse: verifyChoice(webhookPath),
    help: '`true`: read the registered webhooks from Conduit, to show differences and to get their signing secrets.',
    modes: ['plan', 'register'],
  },
  state: {
    default: 'git',
    parse: stateChoice,
    help: 'Where the action records what it registered: `git` (a ref in this repository), `git:NAME` (another ref, for a second manifest or Conduit account), `file:PATH` (a file in the workspace, which you must commit), or `none` (every run creates every webhook again).',
    modes,
    commands: ['plan'],
    value: 'STATE',
  },
  githubToken: {
    default: '',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the runner's expression
    expression: '${{ github.token }}',
    parse: anyText,
    help: 'Reads the state ref (`contents: read`) and, for register, writes it (`contents: write`).',
    isSecret: true,
    modes,
  },
  remote: {
    default: 'origin',
    parse: anyText,
    help: "The Git remote that has the state. In a fork's clone, often `upstream`.",
    modes: [],
    commands: ['plan'],
    value: 'NAME',
  },
  onChange: {
    default: 'ask',
    parse: oneOf(['ask', 'replace']),
    help: 'What to do when a registered webhook changes in the manifest: `ask`, or `replace` it with a new webhook.',
    modes,
    commands: ['plan'],
    value: 'POLICY',
  },
  decisions: {
    default: '',
    parse: decisionLines,
    help: 'Decisions for this run, one per line, in addition to those in the manifest. Copy them from a run that asked.',
    modes,
  },
  secretsToken: {
    default: '',
    parse: headerText,
    help: 'A token that can write GitHub secrets: from a GitHub App, or a fine-grained personal access token. Needed to store signing secrets (manifest field `secret`). `GITHUB_TOKEN` cannot do this.',
    isSecret: true,
    modes: ['plan', 'register'],
  },
  secretsEnvironment: {
    default: '',
    parse: orNone(anyText),
    help: 'Store signing secrets as secrets of this GitHub environment, instead of as repository secrets.',
    modes,
    commands: ['plan'],
    value: 'NAME',
  },
  concurrency: {
    default: '4',
    parse: wholeNumber(1, 16),
    help: 'Number of parallel requests, 1 to 16.',
    modes,
  },
  timeoutSeconds: {
    default: '30',
    parse: wholeNumber(1, 600),
    help: 'Time limit in seconds for one request and its reply, 1 to 600.',
    modes,
  },
  format: {
    default: 'text',
    parse: oneOf(['text', 'json', 'github', 'gitlab']),
    help: '`text` is for people, `json` for programs. `github` prints GitHub Actions annotations. `gitlab` prints a Code Quality report (validate only).',
    modes: [],
    commands,
    value: 'FORMAT',
  },
} satisfies Record<string, Option<unknown>>;

export type OptionKey = keyof typeof options;

/** What each option was meant to be. */
export type Options = {
  [Key in OptionKey]: (typeof options)[Key]['parse'] extends Parse<infer T> ? T : never;
};

/** The options that are inputs of the action. */
export type InputOptions = Pick<
  Options,
  { [Key in OptionKey]: (typeof options)[Key]['modes'][number] extends never ? never : Key }[OptionKey]
>;

/** The options that a command takes. */
export type CommandOptions<C extends Command> = Pick<
  Options,
  {
    [Key in OptionKey]: (typeof options)[Key] extends { commands: readonly (infer Taker)[] }
      ? C extends Taker
        ? Key
        : never
      : never;
  }[OptionKey]
>;

/** The keys of the options that a face takes, with their names. */
export function namesOf(isTaken: (one: Option<unknown>) => boolean): [OptionKey, string][] {
  const keys = Object.keys(options) as OptionKey[];
  return keys
    .filter((key) => isTaken(options[key]))
    .map((key) => [key, key.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)]);
}

/**
 * Reads `names`: what `given` has for each, where it is to be looked at, and the default for what it has not. `errors`
 * tells all that is wrong, and calls the options as the face does; without any, `values` has all that was read.
 */
export function readOptions(
  names: readonly [OptionKey, string][],
  given: (name: string, option: Option<unknown>) => string | undefined,
  called: (name: string) => string,
  folder: string,
): { values: Partial<Options>; errors: string[] } {
  const errors: string[] = [];
  const entries = names.flatMap(([key, name]) => {
    const one: Option<unknown> = options[key];
    const parsed = one.parse(given(name, one) || one.default, folder);
    if (parsed.ok) return [[key, parsed.value]];
    errors.push(...parsed.whys.map((why) => `${called(name)}${why}`));
    return [];
  });
  return { values: Object.fromEntries(entries), errors };
}
