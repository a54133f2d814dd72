/** Places in an OpenAPI document, and what is refused there. */

/** The steps from the root of the document. */
export type Place = readonly string[];

/** What is wrong with a document: one sentence, with its file and its place as a JSON pointer (RFC 6901). */
export class SpecError extends Error {
  constructor(where: Place | string, sentence: string) {
    super(`${typeof where === 'string' ? where : pointer(where)}: ${sentence}`);
    this.name = 'SpecError';
  }
}

function pointer(place: Place): string {
  return ['#', ...place.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'))].join('/');
}

/** A value of the document with its place. */
export class Part {
  readonly value: unknown;
  readonly place: Place;

  constructor(value: unknown, place: Place) {
    this.value = value;
    this.place = place;
  }

  /** What stands below it under a name. */
  at(name: string): Part {
    const { value } = this;
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    const below = isThere ? (value as Record<string, unknown>)[name] : undefined;
    return new Part(below, [...this.place, name]);
  }

  /** What stands below it: none where it is no list and no mapping. */
  entries(): [name: string, part: Part][] {
    const names = typeof this.value === 'object' ? Object.keys(this.value ?? {}) : [];
    return names.map((name) => [name, this.at(name)]);
  }

  text(otherwise: string): string {
    if (typeof this.value !== 'string' || this.value === '') throw this.error(otherwise);
    return this.value as string;
  }

  error(sentence: string): SpecError {
    return new SpecError(this.place, sentence);
  }
}
