/** A repository over HTTP: `git http-backend` as CGI, behind Basic authentication. */
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { emptyRepository, gitOn, type Remote } from './git.ts';
import { listen } from './servers.ts';

export interface HttpRemoteOptions {
  /** May read and write. */
  token: string;
  /** May only read: a push is answered with 403. */
  readOnlyToken?: string;
  /** Awaited before each answer. */
  before?: (request: HttpRequest) => Promise<void>;
  /** Awaited once git has done what was asked, before its answer goes out. */
  after?: (request: HttpRequest) => Promise<void>;
  /** The remote does not offer to say what became of a push. */
  withoutReportStatus?: boolean;
  /** Every request is sent there instead. */
  redirectTo?: string;
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
export async function startHttpRemote(root: string, options: HttpRemoteOptions): Promise<HttpRemote> {
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
    await options.before?.(noted);
    answer(request, reply, root, { ...options, after: async () => options.after?.(noted) });
  });
  const { port, close } = await listen(server);
  const origin = `http://127.0.0.1:${port}`;
  return {
    git,
    origin,
    requests,
    env: { GITHUB_SERVER_URL: origin, GITHUB_REPOSITORY: 'octo/repo' },
    close,
  };
}

function answer(
  request: IncomingMessage,
  reply: ServerResponse,
  root: string,
  options: Omit<HttpRemoteOptions, 'after'> & { after(): Promise<void> },
): void {
  const { token, readOnlyToken, redirectTo } = options;
  const { url = '', headers } = request;
  if (redirectTo !== undefined) {
    reply.writeHead(302, { Location: `${redirectTo}${url}` }).end();
    return;
  }
  const given = Buffer.from(headers.authorization?.replace(/^Basic /, '') ?? '', 'base64')
    .toString()
    .replace(/^x-access-token:/, '');
  if (given !== token && given !== readOnlyToken) {
    reply.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
    return;
  }
  if (given !== token && url.includes('git-receive-pack')) {
    reply.writeHead(403).end('Write access to repository not granted.');
    return;
  }
  runBackend(request, reply, root, options);
}

function runBackend(
  request: IncomingMessage,
  reply: ServerResponse,
  root: string,
  { after, withoutReportStatus = false }: { after(): Promise<void>; withoutReportStatus?: boolean },
): void {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  const backend = spawn('git', ['http-backend'], {
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
  backend.stdin.on('error', () => undefined);
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.on('close', async () => {
    const whole = Buffer.concat(chunks);
    const output = withoutReportStatus ? withoutCapability(whole) : whole;
    const end = output.indexOf('\r\n\r\n');
    const lines = output.subarray(0, end).toString().split('\r\n');
    const fields = lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
    const { Status: status = '200', ...headers } = Object.fromEntries(fields);
    await after();
    reply.writeHead(Number.parseInt(status, 10), headers).end(output.subarray(end + 4));
  });
}

/** Names capabilities that no git knows, as long as those they stand for: each line begins with its length. */
function withoutCapability(output: Buffer): Buffer {
  const text = output.toString('latin1');
  // A server that cannot report cannot push atomically either: that is of no use without a report.
  const stripped = text.replaceAll('report-status', 'unknown-thing').replaceAll(' atomic', ' absent');
  return Buffer.from(stripped, 'latin1');
}
