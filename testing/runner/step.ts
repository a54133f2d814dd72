import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  type Annotation,
  type Level,
  MAX_MESSAGE_LENGTH,
  MAX_PER_LEVEL,
  makeRelative,
  toAnnotation,
  validateLinesAndColumns,
} from './annotations.ts';
import { type Command, parseCommand } from './commands.ts';
import { isBlank, NameMap, trim } from './dotnet.ts';
import { type CommandFiles, keyValuePairs, MAX_SUMMARY_BYTES, readCommandFile } from './files.ts';
import { splitLines } from './lines.ts';
import type { SecretMasker } from './masks.ts';

/** A command that was obeyed. */
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
  /** Whether step debug logging is on: debug lines are shown, commands are echoed. */
  debug: boolean;
}

/** The commands that are never echoed (OmitEcho in ActionCommandManager.cs). */
const NOT_ECHOED: ReadonlySet<string> = new Set([
  'add-mask',
  'debug',
  'error',
  'notice',
  'warning',
]);

/** One step of a job as the runner keeps it: it is fed lines, then files, and gathers what is seen. */
export class Step {
  /** With its colours. */
  readonly colouredLog: string[] = [];
  readonly annotations: Annotation[] = [];
  readonly commands: ObeyedCommand[] = [];
  readonly outputs = new NameMap();
  readonly state = new NameMap();
  /** What later steps would have in their environment, and print with it. */
  readonly exported = new NameMap();
  readonly paths: string[] = [];
  summary = '';
  failed = false;

  readonly #options: StepOptions;
  readonly #counts: Record<Level, number> = { error: 0, warning: 0, notice: 0 };
  /** What each command does; it throws where it is refused (ExtensionManager.cs:42-57). */
  readonly #extensions = new Map<string, (command: Command) => void>([
    ['add-mask', ({ data }) => this.#addMask(data)],
    ['add-matcher', ({ data }) => this.#addMatcher(data)],
    ['add-path', refuse],
    ['debug', ({ data }) => this.#debug(data)],
    ['echo', ({ data }) => this.#setEcho(data)],
    ['endgroup', () => this.#write('##[endgroup]')],
    ['error', (command) => this.#annotate('error', command)],
    ['group', ({ data }) => this.#write(`##[group]${data}`)],
    ['notice', (command) => this.#annotate('notice', command)],
    ['remove-matcher', (command) => this.#removeMatcher(command)],
    ['save-state', (command) => this.state.set(requireName(command), command.data)],
    ['set-env', refuse],
    ['set-output', (command) => this.#setOutput(requireName(command), command.data)],
    ['warning', (command) => this.#annotate('warning', command)],
  ]);
  #echo: boolean;
  #stopToken: string | undefined;
  #deaf = false;

  constructor(options: StepOptions) {
    this.#options = options;
    this.#echo = options.debug;
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

  /** Takes one line of the action's stdout or stderr (OutputManager.cs:77-161). */
  readLine(line: string): void {
    if (this.#deaf || this.#tryCommand(line)) return;
    this.#write(line.replace(/##\[(?=(?:start|end)-action)/g, '##[\\'));
  }

  /** Reads the command files, whatever became of the action (ActionRunner.cs:276-283). */
  processFiles(files: CommandFiles): void {
    this.#processFile(
      'path',
      (text) => this.paths.push(...splitLines(text).filter(Boolean)),
      files,
    );
    this.#processFile('env', (text) => this.#export(text), files);
    this.#uploadSummary(readCommandFile(files.step_summary));
    this.#processFile('state', (text) => this.#saveState(text), files);
    this.#processFile('output', (text) => this.#setOutputs(text), files);
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

  warn(message: string): void {
    this.#addIssue('warning', message);
  }

  /** Processes a line as a command, if it is one (ActionCommandManager.cs:61-154). */
  #tryCommand(line: string): boolean {
    const token = this.#stopToken;
    const command = parseCommand(
      line,
      (name) => this.#extensions.has(name) || name === 'stop-commands' || name === token,
    );
    if (!command) return false;
    if (token !== undefined) return this.#tryResume(command, line, token);
    if (command.name === 'stop-commands') this.#stop(command, line);
    else this.#tryObey(command, line);
    return true;
  }

  #tryResume(command: Command, line: string, token: string): boolean {
    if (command.name !== token) return false;
    this.#stopToken = undefined;
    this.#write(line);
    this.#noteObeyed(command);
    return true;
  }

  /**
   * Stops the reading of commands. A token that cannot be one ends the step instead: the runner's
   * check throws through the reader of the output, and nothing further is read
   * (ActionCommandManager.cs:109-111,156-190).
   */
  #stop(command: Command, line: string): void {
    const token = command.data.toLowerCase();
    if (this.#extensions.has(token) || ['', 'stop-commands', 'pause-logging'].includes(token)) {
      this.#deaf = true;
      this.#fail(
        "You cannot use a endToken that is an empty string, the string 'pause-logging', or another workflow command.",
      );
      return;
    }
    this.#stopToken = token;
    if (token.length > 6) this.#options.masker.add(command.data);
    this.#write(line);
    this.#noteObeyed(command);
  }

  #tryObey(command: Command, line: string): void {
    const echoed = !NOT_ECHOED.has(command.name);
    if (this.#echo && echoed) this.#write(line);
    try {
      this.#extensions.get(command.name)?.(command);
      this.#noteObeyed(command);
    } catch (error) {
      this.#fail(
        `Unable to process command '${echoed ? line : command.name}' successfully.`,
        error,
      );
    }
  }

  #addMask(value: string): void {
    if (isBlank(value)) {
      this.warn("Can't add secret mask for empty string in ##[add-mask] command.");
      return;
    }
    if (this.#echo) this.#write('::add-mask::***');
    this.#options.masker.addWithLines(value);
  }

  /** Only the message is masked, no property is (ActionCommandManager.cs:652-714). */
  #annotate(level: Level, { properties, data }: Command): void {
    validateLinesAndColumns(properties);
    const file = properties.get('file');
    if (file) properties.set('file', makeRelative(file, this.#options.workspace));
    this.#addIssue(level, data, properties);
  }

  #setEcho(data: string): void {
    const value = trim(data).toUpperCase();
    if (value !== 'ON' && value !== 'OFF') throw new Error(`Invalid echo command value '${data}'.`);
    this.#echo = value === 'ON';
  }

  /** The file is read, as the runner does, but no line is matched against it. */
  #addMatcher(file: string): void {
    if (file === '') this.warn('File path must be specified.');
    else JSON.parse(readFileSync(resolve(this.#options.workspace, file), 'utf8'));
  }

  #removeMatcher({ properties, data }: Command): void {
    const owner = properties.get('owner') ?? '';
    if ((owner === '') === (data === '')) {
      this.warn('Either an owner name or a file path must be specified in ##[remove-matcher].');
    } else if (data !== '') {
      this.#addMatcher(data);
    }
  }

  #processFile(
    name: 'path' | 'env' | 'state' | 'output',
    process: (text: string) => void,
    files: CommandFiles,
  ): void {
    try {
      process(new TextDecoder().decode(readCommandFile(files[name])));
    } catch (error) {
      this.#fail(`Unable to process file command '${name}' successfully.`, error);
    }
  }

  /** GITHUB_ENV (FileCommandManager.cs:165-218). */
  #export(text: string): void {
    for (const [name, value] of keyValuePairs(text)) {
      if (name.toUpperCase() === 'NODE_OPTIONS') {
        const message = "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.";
        this.#addIssue('error', message);
      } else {
        this.exported.set(name, value);
      }
    }
  }

  #saveState(text: string): void {
    for (const [name, value] of keyValuePairs(text)) {
      this.state.set(name, value);
      this.#debug(`Save intra-action state ${name} = ${value}`);
    }
  }

  #setOutputs(text: string): void {
    for (const [name, value] of keyValuePairs(text)) {
      this.#setOutput(name, value);
      this.#debug(`Set output ${name} = ${value}`);
    }
  }

  /** The outputs of a step without an id go nowhere (ExecutionContext.cs:700-712). */
  #setOutput(name: string, value: string): void {
    if (name === '') throw new Error("Value cannot be null. (Parameter 'name')");
    if (!this.#options.contextName.startsWith('__')) this.outputs.set(name, value);
  }

  /** Masked line by line; too large a one fails to be uploaded, not the step (FileCommandManager.cs:228-292). */
  #uploadSummary(bytes: Buffer): void {
    if (bytes.length > MAX_SUMMARY_BYTES) {
      const [limit, size] = [MAX_SUMMARY_BYTES, bytes.length].map((n) => Math.floor(n / 1024));
      const message = `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${limit}k, got ${size}k.`;
      this.#addIssue('error', message);
      return;
    }
    const lines = splitLines(new TextDecoder().decode(bytes));
    this.summary = lines.map((line) => `${this.#options.masker.mask(line)}\n`).join('');
  }

  #fail(message: string, cause?: unknown): void {
    this.failed = true;
    this.#addIssue('error', message);
    if (cause !== undefined) {
      this.#addIssue('error', cause instanceof Error ? cause.message : String(cause));
    }
  }

  /** Masks a message, then cuts it; beyond the limit it is only logged (ExecutionContext.cs:796-862). */
  #addIssue(level: Level, message: string, properties = new NameMap()): void {
    const masked = this.#options.masker.mask(message).slice(0, MAX_MESSAGE_LENGTH);
    if (this.#counts[level] < MAX_PER_LEVEL) {
      this.#counts[level] += 1;
      const annotation = toAnnotation(level, masked, properties);
      if (annotation) this.annotations.push(annotation);
    }
    if (masked !== '') this.#write(`##[${level}]${masked}`);
  }

  #debug(text: string): void {
    if (!this.#options.debug) return;
    for (const line of text.split(/\r?\n/)) this.#write(`##[debug]${line}`);
  }

  #noteObeyed({ name, properties, data }: Command): void {
    this.commands.push({ name, properties: properties.toRecord(), data });
  }

  /** The only way into the log (ExecutionContext.cs:1099-1120). */
  #write(text: string): void {
    this.colouredLog.push(this.#options.masker.mask(text));
  }
}

function requireName({ name, properties }: Command): string {
  const value = properties.get('name');
  if (!value) throw new Error(`Required field 'name' is missing in ##[${name}] command.`);
  return value;
}

/** `set-env` and `add-path` (ActionCommandManager.cs:241-257,460-476). */
function refuse({ name }: Command): never {
  throw new Error(
    `The \`${name}\` command is disabled. Please upgrade to using Environment Files.`,
  );
}
