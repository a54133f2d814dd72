/** An annotation as the run's page shows it. */
export interface Annotation {
  level: 'error' | 'warning' | 'notice';
  message: string;
  file?: string;
  line?: number;
  endLine?: number;
  column?: number;
  endColumn?: number;
  title?: string;
}

/** A workflow command that stood in a line. */
export interface ObeyedCommand {
  name: string;
  properties: Record<string, string>;
  data: string;
}

/** More annotations of a level are only logged (ExecutionContext.cs:144). */
const mostOfALevel = 10;

/** A longer masked message is cut (ExecutionContext.cs:146). */
const longestMessage = 4096;

/** A larger summary is not uploaded (FileCommandManager.cs:223). */
const mostSummaryBytes = 1024 * 1024;

/** One step of a job as the runner keeps it: it is fed stdout, then files, and gathers what is seen. */
export class Step {
  readonly annotations: Annotation[] = [];
  readonly commands: ObeyedCommand[] = [];
  /** The hidden values as they were given. */
  readonly masks = new Set<string>();
  outputs: Record<string, string> = {};
  summary = '';
  /** What the action must never do, in words. */
  readonly improper: string[] = [];
  readonly #log = ['##[group]Run ./', '##[endgroup]'];
  readonly #decoder = new TextDecoder();
  #rest = '';

  get colouredLog(): string {
    return this.#log.join('\n');
  }

  /** Takes a part of stdout. `\n`, `\r\n` and a lone `\r` end a line (ProcessInvoker.cs:507-529). */
  read(chunk: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#readLine(line);
  }

  /** Takes the texts of the files in which the action puts outputs and summary. */
  end(outputs: string, summary: string): void {
    if (this.#rest !== '') this.#readLine(this.#rest.replace(/\r$/, ''));
    this.outputs = Object.fromEntries(keyValuePairs(outputs));
    this.summary = this.mask(summary);
    if (Buffer.byteLength(summary) > mostSummaryBytes) this.improper.push('a summary that is too large');
  }

  /** ActionCommandManager.cs:61-154. */
  #readLine(line: string): void {
    const command = commandIn(line);
    if (command === undefined) {
      this.#write(line);
      return;
    }
    this.commands.push(command);
    const { name, properties, data } = command;
    if (name === 'add-mask') this.hide(data);
    else if (name === 'debug') this.#write(`##[debug]${data}`);
    else if (name === 'error' || name === 'warning' || name === 'notice') this.#annotate(name, data, properties);
    else this.improper.push(`a command of somebody else: ${line}`);
  }

  /** Hides a value and each of its lines, trimmed (ActionCommandManager.cs:427-449). */
  hide(value: string): void {
    for (const one of [value, ...value.split(/[\r\n]/).map((line) => line.trim())]) {
      if (one !== '') this.masks.add(one);
    }
  }

  /** The real runner hides encodings of a value, too. The action must do without. */
  mask(text: string): string {
    const longestFirst = [...this.masks].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((rest, value) => rest.replaceAll(value, '***'), text);
  }

  /** Masks the message and no property. */
  #annotate(level: Annotation['level'], data: string, properties: Record<string, string>): void {
    const message = this.mask(data);
    this.#write(`##[${level}]${message}`);
    const { col, line, endLine, endColumn, ...texts } = properties;
    const place = { line: Number(line), endLine: Number(endLine), column: Number(col), endColumn: Number(endColumn) };
    const hasPlace = line !== undefined;
    this.annotations.push({ level, message, ...texts, ...(hasPlace && place) });
    const count = this.annotations.filter((one) => one.level === level).length;
    if (count > mostOfALevel || message.length > longestMessage) this.improper.push(`what no page shows: ${message}`);
    // The real runner drops columns that do not go together (ActionCommandManager.cs:716-771).
    const isRange = line === endLine && place.column > 0 && place.column <= place.endColumn;
    if (hasPlace && !isRange) this.improper.push(`a place that is none: ${JSON.stringify(place)}`);
  }

  #write(text: string): void {
    this.#log.push(this.mask(text));
  }
}

/**
 * The command in a line (ActionCommand.cs:51-190): `::name key=value,key=value::data` at its start, or `##[name …]…`
 * anywhere, which the action never prints. What is foreign has no properties and no data here.
 */
function commandIn(line: string): ObeyedCommand | undefined {
  const [, name, properties = '', data = ''] = /^[\s\u0085]*::([^: ]+)(?: (.*?))?::(.*)$/s.exec(line) ?? [];
  if (name !== undefined) {
    const pairs = properties.split(',').map((pair) => {
      const [key = '', value = ''] = pair.split(/=(.*)/s);
      return [key, unescaped(value)];
    });
    return { name, properties: Object.fromEntries(properties === '' ? [] : pairs), data: unescaped(data) };
  }
  const bracket = /##\[([\w-]+)[ \]]/.exec(line)?.[1];
  return bracket === undefined ? undefined : { name: `##[${bracket}]`, properties: {}, data: '' };
}

function unescaped(text: string): string {
  return text.replace(/%(0D|0A|3A|2C|25)/g, decodeURIComponent);
}

/** The outputs in a file, as `@actions/core` writes them; throws when there is anything else. */
export function keyValuePairs(text: string): [name: string, value: string][] {
  const pairs = [...text.matchAll(/([^<\n]+)<<(ghadelimiter_\S+)\n(.*?)\n\2\n/gsy)];
  if (pairs.map(([whole]) => whole).join('') !== text) throw new Error(`These are not outputs: ${text}`);
  return pairs.map(([, name = '', , value = '']) => [name, value]);
}
