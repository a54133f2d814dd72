/** A repository over HTTP: `git http-backend` as CGI, behind Basic authentication. */
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage } from 'node:http';
import { emptyRepository, gitOn, type Remote } from './git.ts';
import { listen } from './servers.ts';

export interface HttpRemoteOptions {
  /** May read and write. */
  token: string;
  /** May only read: a push is answered with 403. */
  readOnlyToken?: string;
  /** A status that is the whole answer; undefined lets git answer. */
  refuse?: (request: HttpRequest) => number | undefined;
  /** Awaited before each answer. */
  before?: (request: HttpRequest) => Promise<void>;
  /** Awaited once git has done what was asked, before its answer goes out. */
  after?: (request: HttpRequest) => Promise<void>;
  /** The remote does not offer to say what became of a push. */
  withoutReportStatus?: boolean;
}

export interface HttpRequest {
  method: string;
  url: string;
  authorization: string | undefined;
  status: number;
}

export interface HttpRemote extends Remote {
  origin: string;
  requests: HttpRequest[];
  /** Ends every connection. */
  close(): Promise<void>;
}

/** Starts a server on loopback with one empty repository, `octo/repo`, which it makes in `root`. */
export async function startHttpRemote(
  root: string,
  { token, readOnlyToken, refuse, before, after, withoutReportStatus }: HttpRemoteOptions,
): Promise<HttpRemote> {
  const git = emptyRepository(root);
  gitOn(git, 'config', 'http.receivepack', 'true');
  const requests: HttpRequest[] = [];
  const server = createServer(async (request, reply) => {
    const { method = '', url = '', headers } = request;
    const noted = { method, url, authorization: headers.authorization, status: 0 };
    requests.push(noted);
    reply.once('close', () => {
      noted.status = reply.statusCode;
    });
    await before?.(noted);
    const credentials = Buffer.from(headers.authorization?.replace(/^Basic /, '') ?? '', 'base64').toString();
    const given = credentials.replace(/^x-access-token:/, '');
    const refused = refuse?.(noted);
    if (refused !== undefined) {
      reply.writeHead(refused).end();
    } else if (given !== token && given !== readOnlyToken) {
      reply.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
    } else if (given !== token && url.includes('git-receive-pack')) {
      reply.writeHead(403).end('Write access to repository not granted.');
    } else {
      const answer = await backend(request, root);
      const output = withoutReportStatus ? withoutCapability(answer) : answer;
      const end = output.indexOf('\r\n\r\n');
      const lines = output.subarray(0, end).toString().split('\r\n');
      const { Status: status = '200', ...fields } = Object.fromEntries(lines.map((line) => line.split(/: *(.*)/, 2)));
      await after?.(noted);
      reply.writeHead(Number.parseInt(status, 10), fields).end(output.subarray(end + 4));
    }
  });
  const { port, close } = await listen(server);
  const origin = `http://127.0.0.1:${port}`;
  return { git, origin, requests, env: { GITHUB_SERVER_URL: origin, GITHUB_REPOSITORY: 'octo/repo' }, close };
}

/** What git answers to a request: header fields, an empty line, and the body. */
async function backend(request: IncomingMessage, root: string): Promise<Buffer> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  const program = spawn('git', ['http-backend'], {
    cwd: root,
    env: {
      PATH: process.env.PATH ?? '',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: 'octocat',
      REQUEST_METHOD: request.method ?? '',
      PATH_INFO: pathname,
      QUERY_STRING: searchParams.toString(),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  });
  program.stdin.on('error', () => undefined);
  request.pipe(program.stdin);
  return Buffer.concat(await program.stdout.toArray());
}

/** Names capabilities that no git knows, as long as those they stand for: each line begins with its length. */
function withoutCapability(output: Buffer): Buffer {
  const text = output.toString('latin1');
  // A server that cannot report cannot push atomically either: that is of no use without a report.
  const stripped = text.replaceAll('report-status', 'unknown-thing').replaceAll(' atomic', ' absent');
  return Buffer.from(stripped, 'latin1');
}
