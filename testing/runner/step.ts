import { stripVTControlCharacters } from 'node:util';
import { type Annotation, type Level, MAX_MESSAGE_LENGTH, MAX_PER_LEVEL, toAnnotation } from './annotations.ts';
import { type Command, parseCommand } from './commands.ts';
import { NameMap } from './dotnet.ts';
import { type CommandFiles, keyValuePairs, MAX_SUMMARY_BYTES, readCommandFile } from './files.ts';
import { splitLines } from './lines.ts';
import type { SecretMasker } from './masks.ts';

/** A command that was read. */
export interface ObeyedCommand {
  name: string;
  properties: Record<string, string>;
  data: string;
}

export interface StepOptions {
  masker: SecretMasker;
  workspace: string;
  /** The step's context name. One that begins with `__` stands for a step without an id. */
  contextName: string;
  /** Whether step debug logging is on: debug lines are shown. */
  debug: boolean;
}

/**
 * Commands that the runner obeys and the action never prints: one that is read stood in somebody else's text, and fails
 * the step. What it would do is not played.
 */
const FOREIGN: ReadonlySet<string> = new Set([
  ...['add-matcher', 'add-path', 'echo', 'endgroup', 'group', 'remove-matcher'],
  ...['save-state', 'set-env', 'set-output', 'stop-commands'],
]);

/** One step of a job as the runner keeps it: it is fed lines, then files, and gathers what is seen. */
export class Step {
  /** With its colours. */
  readonly colouredLog: string[] = [];
  readonly annotations: Annotation[] = [];
  readonly commands: ObeyedCommand[] = [];
  readonly outputs = new NameMap();
  summary = '';
  failed = false;

  readonly #options: StepOptions;
  readonly #counts: Record<Level, number> = { error: 0, warning: 0, notice: 0 };
  readonly #own = new Map<string, (command: Command) => void>([
    ['add-mask', ({ data }) => this.#options.masker.addWithLines(data)],
    ['debug', ({ data }) => this.#debug(data)],
    ['error', (command) => this.#addIssue('error', command.data, command.properties)],
    ['notice', (command) => this.#addIssue('notice', command.data, command.properties)],
    ['warning', (command) => this.#addIssue('warning', command.data, command.properties)],
  ]);

  constructor(options: StepOptions) {
    this.#options = options;
  }

  /** What the runner prints before the action starts (Handler.cs:143-166). */
  printHeader(inputs: Record<string, string>, env: Record<string, string>): void {
    this.#write('##[group]Run ./');
    const given = Object.entries(inputs).filter(([, value]) => value !== '');
    if (given.length > 0) this.#write('with:');
    for (const [name, value] of given) this.#write(`  ${name}: ${value}`);
    const variables = Object.entries(env);
    if (variables.length > 0) this.#write('env:');
    for (const [name, value] of variables) this.#write(`  ${name}: ${value}`);
    this.#write('##[endgroup]');
  }

  /** Takes one line of the action's stdout or stderr (OutputManager.cs:77-161, ActionCommandManager.cs:61-154). */
  readLine(line: string): void {
    const command = parseCommand(line, (name) => this.#own.has(name) || FOREIGN.has(name));
    if (command === undefined) {
      this.#write(line);
      return;
    }
    const { name, properties, data } = command;
    this.commands.push({ name, properties: properties.toRecord(), data });
    const obey = this.#own.get(name);
    if (obey === undefined) this.#fail(`The command ${name} is not the action's: ${line}`);
    else obey(command);
  }

  /** Reads the command files, whatever became of the action (ActionRunner.cs:276-283). */
  processFiles(files: CommandFiles): void {
    for (const name of ['path', 'env', 'state'] as const) {
      if (readCommandFile(files[name]).length > 0) this.#fail(`The file "${name}" was written.`);
    }
    this.#uploadSummary(readCommandFile(files.step_summary));
    try {
      this.#setOutputs(new TextDecoder().decode(readCommandFile(files.output)));
    } catch (error) {
      this.#fail(`Unable to process file command 'output' successfully. ${error}`);
    }
  }

  /** The log as a person reads it: colours are no text. */
  get log(): string[] {
    return this.colouredLog.map((line) => stripVTControlCharacters(line));
  }

  /**
   * What of the step's outputs is left when a job passes them on: nothing that is empty, and nothing
   * that masking would change (JobExtension.cs:804-814).
   */
  jobOutputs(): Record<string, string> {
    const survives = ([, value]: [string, string]): boolean =>
      value !== '' && this.#options.masker.mask(value) === value;
    return Object.fromEntries(Object.entries(this.outputs.toRecord()).filter(survives));
  }

  /** The outputs of a step without an id go nowhere (ExecutionContext.cs:700-712). */
  #setOutputs(text: string): void {
    for (const [name, value] of keyValuePairs(text)) {
      if (!this.#options.contextName.startsWith('__')) this.outputs.set(name, value);
    }
  }

  /** Masked line by line; too large a one fails to be uploaded, not the step (FileCommandManager.cs:228-292). */
  #uploadSummary(bytes: Buffer): void {
    if (bytes.length > MAX_SUMMARY_BYTES) {
      this.#addIssue('error', '$GITHUB_STEP_SUMMARY upload aborted, content is above 1024k.');
      return;
    }
    const lines = splitLines(new TextDecoder().decode(bytes));
    this.summary = lines.map((line) => `${this.#options.masker.mask(line)}\n`).join('');
  }

  #fail(message: string): void {
    this.failed = true;
    this.#addIssue('error', message);
  }

  /**
   * Masks a message and no property, then cuts it; beyond the limit it is only logged (ExecutionContext.cs:796-862,
   * ActionCommandManager.cs:652-714).
   */
  #addIssue(level: Level, message: string, properties = new NameMap()): void {
    const masked = this.#options.masker.mask(message).slice(0, MAX_MESSAGE_LENGTH);
    if (this.#counts[level] < MAX_PER_LEVEL) {
      this.#counts[level] += 1;
      this.annotations.push(toAnnotation(level, masked, properties, this.#options.workspace));
    }
    this.#write(`##[${level}]${masked}`);
  }

  #debug(text: string): void {
    if (!this.#options.debug) return;
    for (const line of text.split(/\r?\n/)) this.#write(`##[debug]${line}`);
  }

  /** The only way into the log (ExecutionContext.cs:1099-1120). */
  #write(text: string): void {
    this.colouredLog.push(this.#options.masker.mask(text));
  }
}
