/** Why git failed, and what helps: one table, by git's own words. */
import { StateError } from './document.ts';
import { type Access, fateOf } from './git-process.ts';

/** What was tried, and with what. */
interface Attempted extends Omit<Access, 'env'> {
  doing: 'read' | 'written';
  /** The ref that has the state. */
  ref: string;
  /** True for a run that writes state, also while it reads. */
  writes: boolean;
  /** What `git version` says, where credentials were refused; else ''. */
  version: string;
}

interface Cause {
  /** What git says then, in lower case or not. */
  said: RegExp;
  /** The cause and its remedy. */
  because: string | ((attempted: Attempted, stderr: string) => string);
  /** True for what may be over in a moment. */
  passes?: true;
}

/** What git prints is kept to so many characters a line, and so many lines at each end. */
const longestSaid = 300;
const linesAtAnEnd = 4;

const reachable = ({ remote }: Attempted) => `Check that \`git ls-remote ${remote}\` works here without a prompt.`;

const place = ({ usersGit, remote }: Attempted) => (usersGit ? `the remote "${remote}"` : remote);

const permission = ({ writes }: Attempted) => `\`permissions: contents: ${writes ? 'write' : 'read'}\``;

const again = ({ usersGit }: Attempted) => (usersGit ? 'Try again' : 'Re-run the job');

const useFile = 'set `state` to `file:PATH`';

/** Git was asked for credentials that it does not have, or those it has were refused. */
export const unauthorized = /^fatal: (could not read (username|password)|authentication failed)|returned error: 401/im;

/** Two rows have it: one expression with all their words could match in too many ways. */
const unreachable = {
  because: (attempted: Attempted) =>
    `The Git server could not be reached. ${again(attempted)}, or check the network and the proxy.`,
  passes: true,
} as const;

/** The first cause whose words git has printed is told, so what is particular comes first. */
const causes: readonly Cause[] = [
  {
    said: /did not finish within/,
    because: (attempted) => `The Git server could not be reached in time. ${again(attempted)}.`,
  },
  {
    said: /(returned error:|response|code) 407/i,
    because:
      'The proxy asks for a user name and a password. Put them into the variable that names it, as in https_proxy=http://USER:PASSWORD@HOST:PORT.',
  },
  {
    said: /connect tunnel failed|proxy after connect|could not resolve proxy/i,
    because: 'The proxy did not lead to the Git server. Check the variables https_proxy and no_proxy.',
    passes: true,
  },
  {
    said: /^fatal: unable to access .*(certificate|ca cert|unknown ca)/im,
    because:
      'The certificate of the Git server is not trusted here. Set NODE_EXTRA_CA_CERTS to a PEM file with the certificate authority that signed it.',
  },
  { said: unauthorized, because: whyUnauthorized },
  {
    said: /returned error: 403/i,
    because: (attempted) =>
      attempted.usersGit
        ? `Your account may not read this repository (403). ${reachable(attempted)}`
        : `The input github-token lacks a permission (403). Give the job ${permission(attempted)}.`,
  },
  { said: /returned error: 404|does not appear to be a git repository|' not found$/im, because: whyNotFound },
  { said: /permission denied|host key verification failed/i, because: reachable },
  {
    said: /returned error: 30\d/i,
    because: ({ usersGit }) =>
      `The Git server redirects to another address. Was the repository renamed or moved? ${
        usersGit
          ? 'Set the URL of the remote to the new one.'
          : 'The token is not sent there. Start a new run, which has the new name, instead of running this one again.'
      }`,
  },
  {
    said: /returned error: 429/i,
    because: (attempted) => `The Git server limits requests (429). ${again(attempted)} later.`,
    passes: true,
  },
  {
    said: /returned error: 5\d\d|internal server error/i,
    because: (attempted) => `The Git server has a fault of its own. ${again(attempted)} later.`,
    passes: true,
  },
  {
    // A lease is stale although the ref reads as expected: it can be written and not read.
    said: /hidden ref|stale info/i,
    because: `The Git server hides refs/conduit-webhooks/. Let its administrator remove that from transfer.hideRefs, receive.hideRefs and uploadpack.hideRefs, or ${useFile}.`,
  },
  {
    said: /hash algorithm|mismatched algorithms/i,
    because: `The repository uses SHA-256 object names, and \`state: git\` works with SHA-1 alone. To keep state elsewhere, ${useFile}.`,
  },
  {
    said: /' exists; cannot create|directory file conflict/i,
    because({ ref }, stderr) {
      const [before = ''] = stderr.split("' exists; cannot create", 1);
      const other = before.slice(before.lastIndexOf("'") + 1);
      const inTheWay = /^refs\/\S{1,300}$/.test(other) ? `The ref ${other}` : 'Another ref';
      return `${inTheWay} is in the way of ${ref}: Git cannot have both. Rename it, or set \`state\` to \`git:NAME\`.`;
    },
  },
  {
    said: /cannot lock ref|failed to update ref|failed to lock|\.lock': |not our ref/i,
    because: (attempted) =>
      `The Git server could not lock the ref, because another push was under way or left its lock behind. ${again(attempted)} later.`,
    passes: true,
  },
  {
    said: /remote rejected|gh0\d\d|hook declined/i,
    because: 'The repository rejects the push. Let its ruleset or hook allow pushes to refs/conduit-webhooks/.',
  },
  {
    said: /is this a git repository|protocol error|dumb http|dav |unexpected (content|response)/i,
    because: (attempted) =>
      `What answers at ${place(attempted)} is not a Git server. A login page or a proxy may answer in its place.`,
  },
  {
    said: /(could not|couldn't) (resolve|connect)|failed to connect|connection|unreachable|no route to host|empty reply|timed out/i,
    ...unreachable,
  },
  {
    said: /early eof|hung up|rpc failed|(recv|send) failure|transfer closed|disconnect|ssl|\btls|gnutls|name resolution/i,
    ...unreachable,
  },
  { said: /could not read from remote/i, because: reachable },
  { said: /no space left|disk quota/i, because: 'A disk is full.' },
  {
    said: /^\s*$/,
    because: ({ doing }) =>
      doing === 'read'
        ? 'Git did not say why.'
        : 'Git reported no error, but the ref is unchanged. Check that no ruleset, hook or app resets refs/conduit-webhooks/.',
  },
];

function whyUnauthorized(attempted: Attempted): string {
  const old = oldVersion(attempted.version);
  if (old !== undefined) return `Git ${old} is too old. Install Git 2.31 or newer.`;
  if (attempted.usersGit) return reachable(attempted);
  const needed = `a token with ${permission(attempted)}`;
  return {
    empty: `The input github-token is empty. Remove it from the step's \`with:\`, or set it to ${needed}.`,
    sent: `The Git server does not accept the input github-token (401). It may have expired or been revoked. Use ${needed}.`,
    unencrypted: 'The Git server asks for a token, which is sent over https alone. Use an https URL.',
  }[fateOf(attempted.token, attempted.remote)];
}

function whyNotFound(attempted: Attempted): string {
  const empty = attempted.token === '' ? ', which is empty,' : '';
  const access = attempted.usersGit
    ? 'your account may not read it'
    : `the input github-token${empty} has no access to it (${permission(attempted)})`;
  return `There is no repository at ${place(attempted)}, or ${access}. Check the name.`;
}

/**
 * The version of a git that ignores the configuration in its environment, and with it the token: `GIT_CONFIG_COUNT` came
 * with 2.31 (git's release notes). Undefined for a newer one.
 */
function oldVersion(said: string): string | undefined {
  const [, number, major, minor] = /((\d{1,9})\.(\d{1,9})\S*)/.exec(said) ?? [];
  return Number(major) < 2 || (Number(major) === 2 && Number(minor) < 31) ? number : undefined;
}

const causeOf = (stderr: string) => causes.find(({ said }) => said.test(stderr));

/** True when it is worth trying again what git says this of. */
export function passes(stderr: string): boolean {
  return causeOf(stderr)?.passes === true;
}

/** The error for what git printed. */
export function failureOf(attempted: Attempted, stderr: string): StateError {
  const because = causeOf(stderr)?.because ?? '';
  const why = typeof because === 'string' ? because : because(attempted, stderr);
  const said = saidBy(stderr);
  const parts = [`The state (${attempted.ref}) could not be ${attempted.doing}.`, why, said && `Git: ${said}.`];
  return new StateError(parts.filter((part) => part !== '').join(' '));
}

/** What git printed when it failed: its first and last lines in one, without a full stop. */
export function saidBy(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => !/^(remote:|To .*|error: failed to push .*)?$/.test(line))
    .map((line) => (line.length > longestSaid ? `${line.slice(0, longestSaid)}…` : line));
  const kept =
    lines.length > 2 * linesAtAnEnd ? [...lines.slice(0, linesAtAnEnd), '…', ...lines.slice(-linesAtAnEnd)] : lines;
  return kept.join('; ').replace(/\.$/, '');
}
