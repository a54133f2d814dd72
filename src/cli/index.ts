#!/usr/bin/env node
/** Starts the command, and reads standard input. */
import { styleText } from 'node:util';
import { maxBytes } from '../manifest/file.ts';
import { createGuard } from '../safe/guard.ts';
import { command, tellCrash } from './command.ts';

/** The oldest Node.js with all that the command uses. */
const oldest = [22, 13] as const;

// Neither standard input nor errors: node opens them when they are first named.
const { stdout, env, argv, versions } = process;
const [major = 0, minor = 0] = versions.node.split('.').map(Number);

// A reader that has read enough, such as head, is no trouble.
stdout.on('error', () => undefined);

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  process.stderr.write(
    `conduit-webhooks: Node.js ${versions.node} is too old. Use Node.js ${oldest.join('.')} or newer.\n`,
  );
  process.exitCode = 2;
} else {
  // Signals end the process by an exit, so that nothing temporary is left.
  process.on('SIGINT', () => process.exit(130));
  process.on('SIGTERM', () => process.exit(143));
  process.on('uncaughtException', (error) => {
    const complain = (text: string) => void process.stderr.write(text);
    process.exit(tellCrash(error, { guard: createGuard(), complain }));
  });
  process.exitCode = 2;
  process.exitCode = await command(argv.slice(2), {
    folder: process.cwd(),
    env,
    colour: styleText('bold', '-', { stream: stdout }) !== '-',
    readInput: () => readAll(process.stdin),
    print: (text) => stdout.write(text),
    complain: (text) => process.stderr.write(text),
    atEnd: (close) => process.on('exit', close),
  });
}

/** All that comes, or enough to see that it is too much for a manifest. */
async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) break;
  }
  return Buffer.concat(chunks);
}
