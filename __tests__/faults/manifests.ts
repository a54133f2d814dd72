/** Manifests that attack the parser, the log or the summary; a sound one follows. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestPath } from '../../testing/manifests.ts';
import { type Fault, inStoresByTurns } from './fault.ts';
import type { Scene } from './scene.ts';

function hostile(name: string, write: (scene: Scene) => unknown): Fault {
  return {
    group: 'manifests',
    name,
    arrange(scene) {
      const place = join(scene.workspace, manifestPath);
      rmSync(place);
      write(scene);
      scene.undo(() => {
        // What it declared, and the action registered, stays declared.
        if (scene.webhooks.length > 0) return;
        rmSync(place, { recursive: true, force: true });
        scene.declare();
      });
    },
  };
}

/** `cases/*.case`: a manifest, a line `=== problems`, and what is wrong with it. */
const cases = join(import.meta.dirname, '..', 'manifest', 'cases');

/** Those that attack the parser; the others are wrong in ways in which people are. */
const ofCases = existing(cases)
  .filter((name) => /^(yaml|root|name|hostile|webhook)[-s]/.test(name))
  .map((name) =>
    hostile(name.replace('.case', ''), (scene) => {
      const [text = ''] = readFileSync(join(cases, name), 'utf8').split(/^=== problems.*\n/m);
      scene.writeManifest(text);
    }),
  );

function existing(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.case'));
}

const url = 'https://hooks.example.com/payments';
const one = `webhooks:\n  payments: { url: '${url}', events: ['*'], status: enabled }\n`;
const bomb = Array.from({ length: 30 }, (_, n) => `x${n + 1}: &x${n + 1} [*x${n}, *x${n}]`);

const texts: Record<string, (scene: Scene) => string | Buffer> = {
  'in-utf-16': () => Buffer.from(`\ufeff${one}`, 'utf16le'),
  'that-is-not-utf-8': () => Buffer.concat([Buffer.from(one), Buffer.of(0xff, 0xfe)]),
  'with-nul-characters': () => `${one}\0\0\0`,
  'of-9-mib': () => '#'.repeat(9 * 1024 * 1024),
  'of-a-line-of-1-mb': () => `webhooks: { x: ${'y'.repeat(1_000_000)} }\n`,
  'nested-10000-deep': () => `webhooks: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`,
  'that-is-a-bomb': () => `x0: &x0 [x, x]\n${bomb.join('\n')}\nwebhooks: *x30\n`,
  'of-500-errors': () =>
    `webhooks:\n${Array.from({ length: 500 }, (_, n) => `  ::error::${n}: 1\n`).join('')}`,
  'with-commands': () =>
    'webhooks:\n  payments:\n    url: "\\r::stop-commands::x\\n##[add-mask]payments"\n    events: ["\\n::add-mask::created"]\n    status: "%0A::set-output name=ids::x"\n    "\\u2028::error::": 1\n',
  'with-escapes-of-terminals': () =>
    'webhooks: { payments: { url: "\\e[2J", events: ["\\x9b1A", "\\u202e"], status: "\\0" } }\n',
  'with-markup': () =>
    "webhooks: { payments: { url: '<img src=x>', events: ['| a |', '![i](https://evil.example)'], status: '`x`' } }\n",
  'with-the-credentials-in-it': ({ apiKey, apiSecret }) =>
    `webhooks: { payments: { url: '${apiKey}', events: ['${apiSecret}'], status: '${apiKey}', '${apiSecret}': 1 } }\n`,
  'with-encoded-credentials-in-it': ({ apiKey, apiSecret }) =>
    `webhooks: { payments: { url: 'https://${apiKey}:${encodeURIComponent(apiSecret)}@x.example', events: ['${Buffer.from(apiSecret).toString('base64')}'], status: enabled } }\n`,
  'with-prototypes': () =>
    'webhooks: { __proto__: { url: x }, constructor: { url: x }, toString: 1 }\n',
  'with-a-token-in-a-query': ({ apiSecret }) => one.replace(url, `${url}?token=${apiSecret}`),
};

const ofTexts = Object.entries(texts).map(([what, text]) =>
  hostile(what, (scene) => scene.writeManifest(text(scene))),
);

const ofFiles = [
  hostile('that-is-missing', () => undefined),
  hostile('that-is-a-folder', (scene) => mkdirSync(join(scene.workspace, manifestPath))),
  hostile('that-is-a-pipe', (scene) =>
    execFileSync('mkfifo', [join(scene.workspace, manifestPath)]),
  ),
  hostile('that-is-endless', (scene) =>
    symlinkSync('/dev/zero', join(scene.workspace, manifestPath)),
  ),
  hostile('that-leads-out-of-the-workspace', (scene) => {
    writeFileSync(join(scene.folder, 'outside.yml'), one);
    symlinkSync(join(scene.folder, 'outside.yml'), join(scene.workspace, manifestPath));
  }),
  hostile('that-leads-nowhere', (scene) =>
    symlinkSync(join(scene.workspace, 'nothing'), join(scene.workspace, manifestPath)),
  ),
  hostile('of-another-path', (scene) => {
    scene.inputs = { manifest: '../../../../etc/passwd' };
  }),
];

export const manifestFaults: Fault[] = inStoresByTurns([...ofTexts, ...ofFiles, ...ofCases]);
