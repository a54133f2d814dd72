/** What the command says of itself. */
import { environments } from '../generated/api.ts';
import { inputDefaults } from '../generated/inputs.ts';

const names = Object.keys(environments).join(' or ');

const exitCodes = `Exit codes:
  0  Nothing is wrong.
  1  The manifest has errors, or a register run would stop.
  2  The command was given something it does not take, or the machine lacks something.`;

export const generalHelp = `Usage: conduit-webhooks COMMAND [OPTION…]

Checks manifests of Conduit webhooks, and says what a register run would do.
It only reads: it needs no Conduit credentials and sends nothing to Conduit.

Commands:
  validate [FILE…]  Check manifests. Needs no network.
  plan              Say what a register run would do. Reads the state.

Options:
  -h, --help        Show this help, or that of a command.
  -v, --version     Show the version.

${exitCodes}
`;

export const commandHelp = {
  validate: `Usage: conduit-webhooks validate [OPTION…] [FILE…]

Checks manifests. FILE is ${inputDefaults.manifest} unless given; "-" is standard input.

Options:
  --environment NAME  Check for ${names} alone. Without it, every environment is checked.
  --format FORMAT     text (for people), json, github (annotations of GitHub Actions) or
                      gitlab (a Code Quality report). The default is text.
  -h, --help          Show this help.

${exitCodes}
`,
  plan: `Usage: conduit-webhooks plan --environment NAME [OPTION…]

Says what a register run would do, with the decisions to paste. It reads the state from a
Git remote with your own credentials, and changes nothing.

Options:
  --environment NAME         ${names}. Required.
  --manifest FILE            The default is ${inputDefaults.manifest}.
  --remote NAME              The Git remote that has the state, such as upstream in a fork's clone.
                             The default is origin.
  --format FORMAT            text (for people), json or github (annotations of GitHub Actions).
                             The default is text.
  -h, --help                 Show this help.

Options to give as the inputs of the workflow that registers, where it has them:
  --state STATE              git, git:NAME, file:PATH or none. The default is ${inputDefaults.state}.
  --api-url URL              Another base URL.
  --on-change POLICY         ask or replace. The default is ${inputDefaults['on-change']}.
  --secrets-environment ENV  The GitHub environment that keeps the signing secrets.

${exitCodes}
`,
} as const;

export const whyNoRegister = `This command does not register webhooks. The GitHub Action does, with mode: register.
Conduit returns a signing secret once, when a webhook is created. The action masks it, passes it to
the steps that need it, and records the webhook before any other run can create it again.
To see what a register run would do, use: conduit-webhooks plan --environment NAME`;
