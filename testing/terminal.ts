/** Runs the command in this process, at a terminal that remembers what was printed. */
import { vi } from 'vitest';
import { command, type Terminal } from '../src/cli/command.ts';

export interface Printed {
  code: number;
  out: string;
  complaints: string;
}

export async function run(
  args: readonly string[],
  folder: string,
  { input = '', ...more }: Partial<Omit<Terminal, 'print'>> & { input?: string | Buffer } = {},
): Promise<Printed> {
  const printed = { out: '', complaints: '' };
  const closes: (() => void)[] = [];
  // The format github prints as the action does, by the toolkit.
  const toolkit = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.out += String(text);
    return true;
  });
  try {
    const code = await command(args, {
      folder,
      env: { PATH: process.env.PATH },
      colour: false,
      readInput: async () => Buffer.from(input),
      print(text) {
        printed.out += text;
      },
      complain(text) {
        printed.complaints += text;
      },
      atEnd: (close) => void closes.push(close),
      ...more,
    });
    return { code, ...printed };
  } finally {
    toolkit.mockRestore();
    for (const close of closes) close();
  }
}
