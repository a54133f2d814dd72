import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files by which an action talks to the runner (FileCommandManager.cs:34-77). */
export interface CommandFiles {
  path: string;
  env: string;
  step_summary: string;
  state: string;
  output: string;
}

/** A summary of more bytes is not uploaded (FileCommandManager.cs:223). */
export const MAX_SUMMARY_BYTES = 1024 * 1024;

/** Makes the files, empty, in a folder of their own. */
export function createCommandFiles(folder: string): CommandFiles {
  mkdirSync(folder, { recursive: true });
  const create = (name: string): string => {
    const path = join(folder, name);
    writeFileSync(path, '');
    return path;
  };
  return {
    path: create('add_path'),
    env: create('set_env'),
    step_summary: create('step_summary'),
    state: create('save_state'),
    output: create('set_output'),
  };
}

/** A command file's bytes; none when the action removed it. */
export function readCommandFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return Buffer.alloc(0);
    }
    throw error;
  }
}

/**
 * The `name=value` and `name<<delimiter` pairs of a command file, one after the other: those before
 * an error are given before it is thrown (FileCommandManager.cs:353-480). Only `\n` ends a line.
 */
export function* keyValuePairs(text: string): Generator<[name: string, value: string]> {
  const reader = new TextReader(text);
  for (let line = reader.next(); line !== undefined; line = reader.next()) {
    if (line.text === '') continue;
    const equals = line.text.indexOf('=');
    const heredoc = line.text.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      yield [line.text.slice(0, equals), line.text.slice(equals + 1)];
    } else if (heredoc >= 0) {
      const name = line.text.slice(0, heredoc);
      const delimiter = line.text.slice(heredoc + 2);
      if (name === '' || delimiter === '') {
        throw new Error(`Invalid format '${line.text}'. Name must not be empty and delimiter must not be empty`);
      }
      yield [name, readHeredoc(reader, delimiter)];
    } else {
      throw new Error(`Invalid format '${line.text}'`);
    }
  }
}

function readHeredoc(reader: TextReader, delimiter: string): string {
  const value: string[] = [];
  for (let line = reader.next(); line?.text !== delimiter; line = reader.next()) {
    if (line === undefined) {
      throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
    }
    if (!line.ended) throw new Error('Invalid value. EOF marker missing new line.');
    value.push(line.text);
  }
  return value.join('\n');
}

class TextReader {
  readonly #text: string;
  #index = 0;

  constructor(text: string) {
    this.#text = text;
  }

  next(): { text: string; ended: boolean } | undefined {
    if (this.#index >= this.#text.length) return undefined;
    const start = this.#index;
    const end = this.#text.indexOf('\n', start);
    this.#index = end < 0 ? this.#text.length : end + 1;
    return { text: this.#text.slice(start, end < 0 ? undefined : end), ended: end >= 0 };
  }
}
