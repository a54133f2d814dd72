/** What the command says of itself. */
import { type Command, namesOf, type Option, options } from '../options/table.ts';

/** Where what is said of an option begins. */
const optionWidth = 30;

const exitCodes = `Exit codes:
  0  Success. Warnings and notices are allowed.
  1  The manifest has errors, or registering would stop.
  2  Wrong usage, or something is missing: Git, a remote, or access to it.`;

export const generalHelp = `Usage: conduit-webhooks COMMAND [OPTION…]

Checks Conduit webhook manifests and shows what registering would do.
Read-only: it needs no Conduit credentials and sends nothing to Conduit.

Commands:
  validate [FILE…]  Check manifests. Needs no network.
  plan              Show what registering would do. Reads the state.

Options:
  -h, --help        Show help. Use COMMAND --help for a command.
  -v, --version     Show the version.

${exitCodes}
`;

const introductions: Readonly<Record<Command, string>> = {
  validate: `Usage: conduit-webhooks validate [OPTION…] [FILE…]

Checks manifests. FILE is ${options.manifest.default} unless given; "-" is standard input.`,
  plan: `Usage: conduit-webhooks plan --environment NAME [OPTION…]

Shows what registering would do, with the decisions to paste. It reads the state from a
Git remote with your own credentials, and changes nothing. Use the same values as in the
workflow that registers.`,
};

/** What a command says of itself. */
export function commandHelp(command: Command): string {
  const rows = namesOf((option) => option.commands?.includes(command) === true).map(([key, name]): [string, string] => {
    const { value, help, default: usual }: Option<unknown> = options[key];
    const said = usual === '' ? help : `${help} The default is ${usual}.`;
    return [`--${name} ${value}`, said.replaceAll('`', '')];
  });
  return `${introductions[command]}

Options:
${[...rows, ['-h, --help', 'Show this help.'] as const].map(optionLines).join('\n')}

${exitCodes}
`;
}

/** An option, and what is said of it in lines beside it, of at most 70 characters. */
function optionLines([option, text]: readonly [string, string]): string {
  const lines = text.match(/\S.{0,69}(?= |$)/g) ?? [];
  return `  ${option}`.padEnd(optionWidth) + lines.join(`\n${' '.repeat(optionWidth)}`);
}

export const whyNoRegister = `This command does not register webhooks. The GitHub Action does, with mode: register.
Conduit returns a signing secret once, when a webhook is created. The action masks it, passes it to
the steps that need it, and records the webhook before any other run can create it again.
To see what registering would do, use: conduit-webhooks plan --environment NAME`;
