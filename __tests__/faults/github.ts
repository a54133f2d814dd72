/** GitHub's API at each call, for webhooks whose signing secrets it keeps. */

import { type GitHubCall, refusal, sendReply } from '../../testing/github-server.ts';
import { troubles } from '../../testing/github-troubles.ts';
import { unusedPort } from '../../testing/servers.ts';
import { hurried, withTime } from '../../testing/time.ts';
import type { Fault } from './fault.ts';
import type { Scene } from './scene.ts';
import { httpServer, rawServer } from './servers.ts';

function github(name: string, arrange: Fault['arrange']): Fault {
  return { group: 'github', name, secrets: true, arrange };
}

type OnGitHub = NonNullable<Scene['onGitHub']>;

/** Answers `call` with `act`, and every other request as usual. */
function at(call: GitHubCall, act: (...args: Parameters<OnGitHub>) => unknown): OnGitHub {
  return (request, reply, next) => {
    if (request.call === call) act(request, reply, next);
    else next();
  };
}

/** All is registered, and then each webhook comes to name a GitHub secret. */
async function registerFirst(scene: Scene): Promise<void> {
  await scene.serve();
  scene.declare({ secrets: false });
  await scene.run();
  scene.declare();
}

const calls: GitHubCall[] = ['public key', 'check', 'put', 'get'];

const ofEachCall = calls.flatMap((call) =>
  troubles('').map(({ name }) =>
    github(`${call}: ${name}`.replaceAll(/[: ]+/g, '-'), async (scene) => {
      const elsewhere = await httpServer(scene, (_, reply) => reply.end('{}'));
      const trouble = troubles(elsewhere.url).find((one) => one.name === name);
      if (call === 'get') await registerFirst(scene);
      if (trouble?.slow) scene.env = hurried;
      // A secret that a token cannot see is not found, and then neither is the key.
      const everywhere = call === 'get' && name === '404';
      scene.onGitHub = (request, reply, next) => {
        if (everywhere || request.call === call) trouble?.act(reply);
        else next();
      };
    }),
  ),
);

const badKeys: Record<string, object> = {
  'with-no-key': { key_id: '1' },
  'that-is-not-base64': { key_id: '1', key: '*'.repeat(44) },
  'that-is-short': { key_id: '1', key: 'c2hvcnQ=' },
  'of-zeros': { key_id: '1', key: Buffer.alloc(32).toString('base64') },
  'that-is-no-json': [],
};

const ofKeys = Object.entries(badKeys).map(([what, body]) =>
  github(`public-key-${what}`, (scene) => {
    scene.onGitHub = at('public key', (_, reply) => sendReply(reply, { status: 200, body }));
  }),
);

const tokens: Record<string, (scene: Scene) => Record<string, string | undefined>> = {
  'may-only-read': (scene) => ({ 'secrets-token': scene.github.readToken }),
  'is-wrong': () => ({ 'secrets-token': 'ghp_0123456789abcdefghijklmnop' }),
  'is-empty': () => ({ 'secrets-token': '' }),
  'is-not-given': () => ({ 'secrets-token': undefined }),
  'is-that-of-the-job': ({ gitToken }) => ({ 'secrets-token': gitToken }),
  'has-a-line-break': ({ github: { token } }) => ({ 'secrets-token': `${token}\nx` }),
  'is-for-an-environment-that-is-not-there': () => ({ 'secrets-environment': 'nowhere' }),
};

const ofTokens = Object.entries(tokens).map(([what, inputs]) =>
  github(`token-${what}`, (scene) => {
    scene.inputs = inputs(scene);
    scene.options = { secrets: [scene.inputs['secrets-token'] ?? ''] };
  }),
);

const others: Fault[] = [
  github('put-applied-without-an-answer', (scene) => {
    const applied = new Set<string>();
    scene.env = hurried;
    scene.onGitHub = at('put', ({ name = '' }, reply, next) => {
      if (!applied.has(name)) {
        reply.end = () => reply;
        next();
        applied.add(name);
      }
      reply.destroy();
    });
  }),
  github('put-of-one-webhook-refused', (scene) => {
    scene.onGitHub = at('put', ({ name }, reply, next) => {
      if (name === 'PAYMENTS_SECRET') sendReply(reply, refusal(404, 'Not Found'));
      else next();
    });
  }),
  github('put-refused-once', (scene) => {
    let count = 0;
    scene.env = hurried;
    scene.onGitHub = at('put', (_, reply, next) => {
      count += 1;
      if (count === 1) sendReply(reply, refusal(502, 'Bad Gateway'));
      else next();
    });
  }),
  github('put-never-answered', (scene) => {
    scene.env = withTime({ speed: 40 });
    scene.onGitHub = at('put', () => undefined);
  }),
  github('public-key-never-answered', (scene) => {
    scene.env = withTime({ speed: 40 });
    scene.onGitHub = at('public key', () => undefined);
  }),
  github('public-key-cut', (scene) => {
    scene.env = hurried;
    scene.onGitHub = at('public key', (_, reply) => {
      reply.writeHead(200, { 'Content-Length': '500' });
      reply.write('{"key_id":"1",', () => reply.destroy());
    });
  }),
  github('get-cut-once', async (scene) => {
    await registerFirst(scene);
    for (const name of ['PAYMENTS', 'REFUNDS', 'CUSTOMERS', 'PAYOUTS']) {
      const { secret = '' } =
        scene.webhooks.find(({ url }) => url.endsWith(name.toLowerCase())) ?? {};
      scene.github.set(`${name}_SECRET`, secret);
    }
    let count = 0;
    scene.onGitHub = at('get', (_, reply, next) => {
      count += 1;
      if (count > 1) return next();
      reply.writeHead(200, { 'Content-Length': '500' });
      reply.write('{"name":"PAYMENTS_SECRET",', () => reply.destroy());
    });
  }),
  github('get-without-a-time', async (scene) => {
    await registerFirst(scene);
    scene.onGitHub = at('get', (_, reply) => sendReply(reply, { status: 200, body: {} }));
  }),
  github('keys-changed-before-each-put', (scene) => {
    scene.onGitHub = at('put', (_, __, next) => {
      scene.github.rotateKeys();
      next();
    });
  }),
  github('keys-changed-once', (scene) => {
    let isChanged = false;
    scene.onGitHub = at('put', (_, __, next) => {
      if (!isChanged) scene.github.rotateKeys();
      isChanged = true;
      next();
    });
  }),
  github('stale-secret-of-an-earlier-webhook', (scene) => {
    scene.github.set('PAYMENTS_SECRET', 'of an earlier webhook', Date.now() - 60_000);
    scene.inputs = { replace: 'payments' };
    scene.onGitHub = at('put', (_, reply) => sendReply(reply, refusal(403, 'Forbidden')));
  }),
  github('replies-of-2-mb', (scene) => {
    scene.env = hurried;
    scene.onGitHub = at('put', (_, reply, next) => {
      const { end } = reply;
      reply.end = () => Object.assign(reply, { end }).end('x'.repeat(2_000_000));
      next();
    });
  }),
  github('kept-connections-closed-after-each-reply', (scene) => {
    scene.env = hurried;
    scene.onGitHub = (_, reply, next) => {
      const { socket } = reply;
      reply.once('finish', () => socket?.destroy());
      next();
    };
  }),
  github('kept-connections-closed-as-the-next-request-comes', (scene) => {
    const used = new WeakSet<object>();
    scene.env = hurried;
    scene.onGitHub = (_, reply, next) => {
      const { socket } = reply;
      if (socket === null || used.has(socket)) reply.destroy();
      else {
        used.add(socket);
        next();
      }
    };
  }),
  github('nothing-listens', async (scene) => {
    scene.env = { ...hurried, GITHUB_API_URL: `http://127.0.0.1:${await unusedPort()}` };
  }),
  github('host-not-found', (scene) => {
    scene.env = { ...hurried, GITHUB_API_URL: 'https://github.test.invalid' };
  }),
  github('not-http', async (scene) => {
    const raw = await rawServer(scene, (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    scene.env = { ...hurried, GITHUB_API_URL: `https://127.0.0.1:${raw.port}` };
  }),
  github('api-cut-in-mid-run', (scene) => {
    scene.env = hurried;
    scene.onConduit = async (asked) => {
      await scene.github.close();
      asked.next();
    };
    scene.undo(() => scene.openGitHub());
  }),
];

export const gitHubFaults: Fault[] = [...ofEachCall, ...ofKeys, ...ofTokens, ...others];
