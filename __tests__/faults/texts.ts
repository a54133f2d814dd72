/** Texts of servers that attack the log, the annotations, the summary or the masks. */
import { refusal, sendJson } from '../../testing/conduit-server.ts';
import { refusal as gitHubRefusal, sendReply } from '../../testing/github-server.ts';
import type { Fault } from './fault.ts';
import { onSome } from './replies.ts';
import type { Scene } from './scene.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Texts by what they try. */
const attacks: Record<string, (scene: Scene) => string[]> = {
  commands: () => [
    '\r::stop-commands::x',
    '##[add-mask]payments',
    '\n::add-mask::created\n::set-output name=ids::x',
    '\u2028  ::error title=x,file=y::z\u0085::warning::w',
    '%0A::save-state name=x::y',
  ],
  'escapes-of-terminals': () => [
    '\u001b[2J\u001b]8;;https://evil.example\u0007x',
    '\u0000\u0008\u009b1A',
  ],
  markup: () => [
    '<img src=x onerror=alert(1)><!--',
    '| a | b |\n| --- | --- |',
    '![i](https://evil.example/i.png) @octocat `x` </td></tr></table>',
  ],
  'turned-reading-direction': () => ['\u202e\u2066abc\u2069', '\ufeff\u200b\u00ad'],
  'half-characters': () => ['\ud800', `${'x'.repeat(599)}\ud83d\ude00`],
  'great-length': () => [`begin ${'long '.repeat(100_000)}`],
  credentials: ({ apiKey, apiSecret, github, gitToken }) => [
    `key ${apiKey}, secret=${apiSecret}, ${JSON.stringify({ apiKey, apiSecret })}`,
    `${github.token} ${gitToken}`,
  ],
  'encoded-credentials': ({ apiKey, apiSecret, gitToken }) => [
    `Basic ${base64(`${apiKey}:${apiSecret}`)} ${base64(apiSecret)} ${base64(`x${apiKey}`)}`,
    `Basic ${base64(`x-access-token:${gitToken}`)}`,
    `?key=${encodeURIComponent(apiKey)}&${Buffer.from(apiSecret).toString('hex')}`,
  ],
  'credentials-cut': ({ apiKey, apiSecret }) => [
    `${'x'.repeat(590)}${apiSecret}`,
    `${'x'.repeat(600 - apiKey.length / 2)}${apiKey}`,
    `${'x'.repeat(99)}${apiSecret}`,
  ],
  'signing-secrets': ({ webhooks }) =>
    webhooks.flatMap(({ secret }) => [secret, base64(secret), encodeURIComponent(secret)]),
};

const refusals = [400, 429, 500].flatMap((status) =>
  Object.entries(attacks).map(
    ([what, texts]): Fault => ({
      group: 'texts',
      name: `conduit-${status}-with-${what}`,
      arrange(scene) {
        onSome(scene, ({ reply }) => {
          const details = texts(scene).map((text) => ({ detail: text, code: text }));
          const headers = { 'Retry-After': '0' };
          sendJson(reply, { status, body: { errors: details }, headers });
        });
      },
    }),
  ),
);

const createdThough = Object.entries(attacks).map(
  ([what, texts]): Fault => ({
    group: 'texts',
    name: `conduit-201-with-${what}`,
    arrange(scene) {
      onSome(scene, (asked) => {
        const webhook = asked.create();
        const [text = ''] = texts(scene);
        const body = { ...webhook, url: text, status: text, [text.slice(0, 500)]: text };
        sendJson(asked.reply, { status: 201, body });
      });
    },
  }),
);

const ofGitHub = Object.entries(attacks).flatMap(([what, texts]) =>
  (['check', 'put'] as const).map(
    (call): Fault => ({
      group: 'texts',
      name: `github-${call.replace(' ', '-')}-with-${what}`,
      secrets: true,
      arrange(scene) {
        scene.onGitHub = (request, reply, next) => {
          const status = call === 'check' ? 403 : 404;
          if (request.call !== call) next();
          else sendReply(reply, gitHubRefusal(status, texts(scene).join(' ')));
        };
      },
    }),
  ),
);

const shell = (text: string) => `'${text.replaceAll('\0', '').replaceAll("'", "'\\''")}'`;

const ofGit = Object.entries(attacks).map(
  ([what, texts]): Fault => ({
    group: 'texts',
    name: `git-refuses-with-${what}`,
    arrange(scene) {
      const said = texts(scene).map((text) => `printf '%s\\n' ${shell(text)} >&2`);
      scene.addHook('pre-receive', `${said.join('\n')}\nexit 1`);
    },
  }),
);

const ofHttp: Fault = {
  group: 'texts',
  name: 'conduit-with-commands-in-its-reason-and-headers',
  arrange(scene) {
    onSome(scene, ({ reply: { socket }, request }) => {
      const key = request.headers['x-api-key'];
      const { body } = refusal(400, 'x', 'No.');
      const text = JSON.stringify(body);
      socket?.end(
        `HTTP/1.1 400 ::error::${key}\r\nLocation: ::add-mask::x\r\nRetry-After: ${key}\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
      );
    });
  },
};

export const textFaults: Fault[] = [...refusals, ...createdThough, ...ofGitHub, ...ofGit, ofHttp];
