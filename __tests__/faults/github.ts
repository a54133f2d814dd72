/** GitHub's API at each call, for webhooks whose signing secrets it keeps. */
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { type GitHubCall, refusal, sendReply } from '../../testing/github-server.ts';
import { unusedPort } from '../../testing/servers.ts';
import { hurried, withTime } from '../../testing/time.ts';
import { eachWithEach, type Fault, type Group, type Scene, secretName } from './scene.ts';

type OnGitHub = NonNullable<Scene['onGitHub']>;
type Answer = (...args: Parameters<OnGitHub>) => unknown;

/** Answers `call` with `act`, and every other request as usual. */
export function at(call: GitHubCall, act: Answer, env: Record<string, string> = hurried): Fault {
  return (scene) => {
    scene.env = env;
    scene.onGitHub = (request, reply, next) => (request.call === call ? act(request, reply, next) : next());
  };
}

/** All is registered, and then each webhook comes to name a GitHub secret. */
async function namedLater(scene: Scene): Promise<void> {
  const unnamed = Object.values(scene.declared).map((one) => ({ one, secret: one.secret }));
  for (const { one } of unnamed) one.secret = undefined;
  scene.writeManifest();
  await scene.registered();
  for (const { one, secret } of unnamed) one.secret = secret;
  scene.writeManifest();
}

/** Acts the first time, and from then on goes on as usual. */
function once(act: Answer): Answer {
  let isFirst = true;
  return (request, reply, next) => {
    if (isFirst) act(request, reply, next);
    else next();
    isFirst = false;
  };
}

const calls = { 'public-key': 'public key', check: 'check', put: 'put', get: 'get' } as const;

const answers: Record<string, Answer> = {
  refused: (_, reply) => sendReply(reply, refusal(403, 'Resource not accessible')),
  'not-found': (_, reply) => sendReply(reply, refusal(404, 'Not Found')),
  failed: (_, reply) => sendReply(reply, refusal(500, 'Server Error')),
  cut: (_, reply) => {
    reply.writeHead(200, { 'Content-Length': '500' });
    reply.write('{"name":"PAYMENTS_SECRET","key_id":"1",', () => reply.destroy());
  },
  garbled: (_, reply) => sendReply(reply, { status: 200, body: [] }),
};

/** The input secrets-token, or the place where secrets are kept, is wrong. */
function token(inputs: (scene: Scene) => Record<string, string | undefined>): Fault {
  return (scene) => {
    scene.inputs = inputs(scene);
    scene.options = { secrets: [scene.inputs['secrets-token'] ?? ''] };
  };
}

/** GitHub's API is elsewhere. */
function elsewhere(url: (scene: Scene) => Promise<string>): Fault {
  return async (scene) => {
    scene.env = { ...hurried, GITHUB_API_URL: await url(scene) };
  };
}

export const github: Group = {
  stores: 'by turns',
  secrets: true,
  faults: {
    ...eachWithEach(calls, answers, (call, answer) => async (scene) => {
      if (call === 'get') await namedLater(scene);
      at(call, answer)(scene);
    }),
    'public-key-of-zeros': at('public key', (_, reply) => {
      const key = Buffer.alloc(32).toString('base64');
      sendReply(reply, { status: 200, body: { key_id: '1', key } });
    }),
    'public-key-never-answered': at('public key', () => undefined, withTime({ speed: 40 })),
    'token-may-only-read': token((scene) => ({ 'secrets-token': scene.github.readToken })),
    'token-is-wrong': token(() => ({ 'secrets-token': 'ghp_0123456789abcdefghijklmnop' })),
    'token-is-empty': token(() => ({ 'secrets-token': '' })),
    'token-is-that-of-the-job': token(({ gitToken }) => ({ 'secrets-token': gitToken })),
    'token-has-a-line-break': token((scene) => ({ 'secrets-token': `${scene.github.token}\nx` })),
    'environment-is-not-there': token(() => ({ 'secrets-environment': 'nowhere' })),
    'put-applied-without-an-answer'(scene) {
      const applied = new Set<string>();
      at('put', ({ name = '' }, reply, next) => {
        if (!applied.has(name)) {
          reply.end = () => reply;
          next();
          applied.add(name);
        }
        reply.destroy();
      })(scene);
    },
    'put-of-one-webhook-refused': at('put', ({ name }, reply, next) => {
      if (name === secretName('payments')) sendReply(reply, refusal(404, 'Not Found'));
      else next();
    }),
    'put-refused-once': (scene) =>
      at(
        'put',
        once((_, reply) => sendReply(reply, refusal(502, 'Bad Gateway'))),
      )(scene),
    'put-never-answered': at('put', () => undefined, withTime({ speed: 40 })),
    async 'get-cut-once'(scene) {
      await namedLater(scene);
      at(
        'get',
        once((_, reply) => reply.destroy()),
      )(scene);
    },
    'keys-changed-before-each-put': (scene) =>
      at('put', (_, __, next) => {
        scene.github.rotateKeys();
        next();
      })(scene),
    'secret-of-an-earlier-webhook-is-there'(scene) {
      scene.github.set(secretName('payments'), 'of an earlier webhook', Date.now() - 60_000);
      scene.undo(() => scene.github.secrets().delete(secretName('payments')));
    },
    'secret-is-written-by-another-meanwhile'(scene) {
      scene.onConduit = ({ next }) => {
        const name = secretName('payments');
        if (!scene.github.secrets().has(name)) scene.github.set(name, 'of another');
        next();
      };
    },
    'replies-of-2-mb': at('put', (_, reply, next) => {
      const { end } = reply;
      reply.end = () => Object.assign(reply, { end }).end('x'.repeat(2_000_000));
      next();
    }),
    'kept-connections-closed-after-each-reply'(scene) {
      scene.env = hurried;
      scene.onGitHub = (_, reply, next) => {
        const { socket } = reply;
        reply.once('finish', () => socket?.destroy());
        next();
      };
    },
    async redirected(scene) {
      const other = await scene.stand(createHttpServer((_, reply) => reply.end('{}')));
      scene.onGitHub = (_, reply) => reply.writeHead(307, { Location: `${other.url}/x` }).end();
    },
    'rate-limit-for-long'(scene) {
      scene.onGitHub = (_, reply) => sendReply(reply, refusal(429, 'Slow down', { 'Retry-After': '3600' }));
    },
    'nothing-listens': elsewhere(async () => `http://127.0.0.1:${await unusedPort()}`),
    'not-http': elsewhere(async (scene) => {
      const raw = await scene.stand(createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')));
      return `https://127.0.0.1:${raw.port}`;
    }),
    'api-is-gone-in-mid-run'(scene) {
      scene.env = hurried;
      scene.onConduit = async ({ next }) => {
        await scene.github.close();
        next();
      };
      scene.undo(() => scene.openGitHub());
    },
  },
};
