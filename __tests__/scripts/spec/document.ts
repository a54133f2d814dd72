/** The API document in other words. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { type Needs, needsOf } from '../../../scripts/spec/needs.ts';
import { resolved } from '../../../scripts/spec/read.ts';
import { root } from '../project.ts';

// biome-ignore lint/suspicious/noExplicitAny: a document is changed in ways that no type foresees.
type Any = any;

/** The document as it is. */
export const text = readFileSync(join(root, 'spec/conduit-2024-12-01.yaml'), 'utf8');

const post = ['paths', '/webhooks', 'post'];
const schema = ['content', 'application/json', 'schema'];

/** What a path may begin with in place of all that leads there. */
const beginnings: Record<string, string[]> = {
  post,
  request: [...post, 'requestBody', ...schema],
  reply: [...post, 'responses', '201', ...schema],
};

function stepsOf(path: string): string[] {
  const [first = '', ...rest] = path.split('/');
  return [...(beginnings[first] ?? [first]), ...rest];
}

/** A path as the messages have it. */
export function pointerTo(path: string): string {
  return ['#', ...stepsOf(path).map((step) => step.replaceAll('/', '~1'))].join('/');
}

export class ApiDocument {
  readonly whole = load(text) as Any;

  at(path: string): Any {
    return stepsOf(path).reduce((value, step) => value[step], this.whole);
  }

  /** Puts a value at a path; undefined removes what is there. */
  set(path: string, value: unknown): void {
    const steps = stepsOf(path);
    const last = String(steps.pop());
    const parent = steps.reduce((there, step) => (there[step] ??= {}), this.whole);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }

  /** Puts a reference in the place of what is at a path, which moves to `components`. */
  share(path: string, name = 'schemas/Shared'): void {
    this.set(`components/${name}`, this.at(path));
    this.set(path, { $ref: `#/components/${name}` });
  }

  /** What the product takes from it. */
  async needs(): Promise<Needs> {
    return needsOf(await resolved(this.whole));
  }
}

/** What the product takes from the document as it is. */
export const base = await new ApiDocument().needs();
