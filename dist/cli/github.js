"use strict";
exports.id = 816;
exports.ids = [816];
exports.modules = {

/***/ 9816:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  tellGithub: () => (/* binding */ tellGithub)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "os"
var external_os_ = __webpack_require__(857);
;// CONCATENATED MODULE: ./lib/node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function utils_toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./lib/node_modules/@actions/core/lib/command.js


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function command_issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_.EOL);
}
function command_issue(name, message = '') {
    command_issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
// EXTERNAL MODULE: external "crypto"
var external_crypto_ = __webpack_require__(6982);
// EXTERNAL MODULE: external "fs"
var external_fs_ = __webpack_require__(9896);
;// CONCATENATED MODULE: ./lib/node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function file_command_issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_.appendFileSync(filePath, `${utils_toCommandValue(message)}${external_os_.EOL}`, {
        encoding: 'utf8'
    });
}
function file_command_prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_.randomUUID()}`;
    const convertedValue = utils_toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_.EOL}${convertedValue}${external_os_.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
// EXTERNAL MODULE: external "path"
var external_path_ = __webpack_require__(6928);
;// CONCATENATED MODULE: ./lib/node_modules/@actions/core/lib/core.js
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function setSecret(secret) {
    command_issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${path.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return file_command_issueFileCommand('OUTPUT', file_command_prepareKeyValueMessage(name, value));
    }
    process.stdout.write(external_os_.EOL);
    command_issueCommand('set-output', { name }, utils_toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function debug(message) {
    command_issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    command_issueCommand('error', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function warning(message, properties = {}) {
    command_issueCommand('warning', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    command_issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + external_os_.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return __awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return issueFileCommand('STATE', prepareKeyValueMessage(name, value));
    }
    issueCommand('save-state', { name }, toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return __awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

//# sourceMappingURL=core.js.map
// EXTERNAL MODULE: ./lib/safe/foreseen.js
var foreseen = __webpack_require__(2772);
// EXTERNAL MODULE: ./lib/safe/guard.js + 1 modules
var safe_guard = __webpack_require__(192);
;// CONCATENATED MODULE: ./lib/action/runner.js




const title = 'Conduit webhooks';
const levels = { error: error, warning: warning, notice: notice };
class OutputError extends foreseen/* Foreseen */.G {
}
function createRunner(env, guard = (0,safe_guard/* createGuard */.o)()) {
    const written = new Map();
    const unwritten = new Map();
    return {
        safe: guard.safe,
        holdsSecret: guard.holdsSecret,
        print(lines) {
            if (lines.length > 0)
                info(lines.join('\n'));
        },
        debug(text) {
            if (isDebug())
                debug(guard.safe(text));
        },
        annotate(annotations) {
            for (const { severity, message, file, range } of annotations) {
                levels[severity](message, {
                    title,
                    ...(file !== undefined && { file }),
                    ...(range && {
                        startLine: range.line,
                        endLine: range.line,
                        startColumn: range.column,
                        endColumn: range.endColumn,
                    }),
                });
            }
        },
        mask(secret) {
            if (secret.trim() === '')
                return;
            setSecret(secret);
            guard.hide(secret);
        },
        setOutputs(outputs) {
            for (const [name, value] of Object.entries(outputs)) {
                if (written.get(name) !== value)
                    unwritten.set(name, value);
            }
            for (const [name, value] of unwritten) {
                setWhole(env.GITHUB_OUTPUT, name, value);
                written.set(name, value);
                unwritten.delete(name);
            }
        },
        addSummary(markdown) {
            if (!env.GITHUB_STEP_SUMMARY)
                return true;
            try {
                (0,external_node_fs_.appendFileSync)(env.GITHUB_STEP_SUMMARY, `${markdown}\n`);
                return true;
            }
            catch {
                return false;
            }
        },
    };
}
function setWhole(file, name, value) {
    if (!file)
        throw new OutputError('GITHUB_OUTPUT is not set');
    try {
        const { size } = (0,external_node_fs_.statSync)(file);
        try {
            setOutput(name, value);
        }
        catch (error) {
            (0,external_node_fs_.truncateSync)(file, size);
            throw error;
        }
    }
    catch (error) {
        throw new OutputError(error.message);
    }
}

// EXTERNAL MODULE: ./lib/report/annotations.js
var annotations = __webpack_require__(1116);
// EXTERNAL MODULE: ./lib/report/log.js
var log = __webpack_require__(9820);
// EXTERNAL MODULE: ./lib/plan/topic.js
var topic = __webpack_require__(5184);
// EXTERNAL MODULE: ./lib/safe/prose.js
var prose = __webpack_require__(5326);
// EXTERNAL MODULE: ./lib/safe/text.js
var safe_text = __webpack_require__(2774);
// EXTERNAL MODULE: ./lib/report/blocks.js
var report_blocks = __webpack_require__(642);
;// CONCATENATED MODULE: ./lib/report/markdown.js




const mostSummaryBytes = 240_000;
const mostTogether = 20;
const mostPatterns = 5;
function summaryOf(page, safe) {
    const { title, remarks, opening, rows, deletions, problems, unlisted, environment, closing } = page;
    const blocks = [...opening, ...page.blocks];
    if (rows.length + problems.length + blocks.length + remarks.length === 0)
        return '';
    const pen = penOf(safe);
    const unlistedCount = unlisted.error + unlisted.warning + unlisted.notice;
    return [
        `### Conduit webhooks · ${pen.text(title)}`,
        '',
        ...paragraph(pen.text(remarks.join(' '))),
        ...openingText(opening, pen),
        ...table(['Webhook', 'Result', 'ID', 'URL', 'Events', 'Registered in'], [...rows, ...deletions].map((row) => cellsOf(row, pen))),
        ...table(['Severity', 'Location', 'Field', 'Problem'], problems.map((problem) => problemCells(problem, pen)), unlistedCount),
        ...blocksText(page.blocks, environment, pen),
        ...paragraph(pen.rich(closing.flatMap((text) => [...(0,prose/* withCode */.SM)(text), ' ']).slice(0, -1))),
    ].join('\n');
}
function penOf(safe) {
    const text = (one) => (0,safe_text/* escapeMarkdown */.FV)(safe(one));
    const code = (one) => `<code>${text(one)}</code>`;
    const part = (one) => {
        if (typeof one === 'string')
            return text(one);
        switch (one.kind) {
            case 'code':
            case 'value':
                return code(one.text);
            case 'link':
                return one.url === undefined ? text(one.text) : `[${text(one.text)}](${encodeURI(one.url)})`;
            default:
                return text((0,prose/* plainText */.wh)([one]));
        }
    };
    return { text, code, rich: (all) => all.map(part).join(''), line: (one) => safe(one) };
}
function cellsOf({ mark, name, word, id, tail, url = '', patterns = [], run = [] }, pen) {
    const result = [`${mark} ${word}`, tail].filter((one) => one !== '').join(', ');
    return [
        pen.code(name),
        pen.text(result),
        id === undefined ? '' : pen.code(id),
        url === '' ? '' : pen.code((0,prose/* cut */.Jj)(url)),
        pen.rich((0,prose/* listed */.KE)(patterns.map(prose/* value */.Uq), mostPatterns)),
        pen.rich(run),
    ];
}
function problemCells({ severity, range, subject, message }, pen) {
    const place = range === undefined ? '' : `${range.line}:${range.column}`;
    return [
        `${topic/* kinds */.EZ[severity].mark} ${severity}`,
        place,
        subject === '' ? '' : pen.code((0,prose/* cut */.Jj)(subject)),
        pen.text(message),
    ];
}
function openingText(blocks, pen) {
    return blocks.flatMap((block) => [pen.rich((0,report_blocks/* wordsOf */.Z9)(block).says), '']);
}
function blocksText(blocks, environment, pen) {
    const parts = blocks.flatMap(({ kind, topics }) => {
        const count = Math.ceil(topics.length / mostTogether);
        return Array.from({ length: count }, (_, index) => {
            const [first = topics[0], ...rest] = topics.slice(index * mostTogether, (index + 1) * mostTogether);
            return { kind, topics: [first, ...rest] };
        });
    });
    let kind;
    const { lines, left } = fitting(parts, (part) => {
        const heading = part.kind === kind ? [] : [`#### ${topic/* kinds */.EZ[part.kind].heading}`, ''];
        ({ kind } = part);
        return [...heading, ...blockMarkdown(part, environment, pen)];
    });
    const rest = left.reduce((sum, { topics }) => sum + topics.length, 0);
    return [...lines, ...(rest > 0 ? [notListed(rest), ''] : [])];
}
function blockMarkdown(block, environment, pen) {
    const { says, advice, also, choices } = (0,report_blocks/* wordsOf */.Z9)(block);
    const details = block.topics.flatMap((topic) => itemLines(topic, block, pen));
    return [
        pen.rich(says),
        '',
        ...(details.length === 0 ? [] : [...details, '']),
        ...paragraph(advice && pen.rich(advice)),
        ...choices.flatMap(({ when, pastes }) => [
            ...paragraph(pen.rich(when)),
            ...(0,report_blocks/* copiesOf */.lS)(pastes).flatMap((copy) => fenced((0,report_blocks/* wholeYaml */.bS)(copy, environment).map(pen.line))),
        ]),
        ...paragraph(also && pen.rich(also)),
    ];
}
function itemLines({ name, facts = [] }, { topics }, pen) {
    const lines = facts.flatMap((fact) => factText(fact, pen));
    if (topics.length === 1 || name === undefined)
        return lines.map((line) => `- ${line}`);
    if (lines.length === 0 && topics[0].choices?.length)
        return [];
    return [`- ${pen.code(name)}`, ...lines.map((line) => `  - ${line}`)];
}
function factText(fact, pen) {
    if ('label' in fact)
        return [`${pen.text(fact.label)}: ${pen.rich(fact.data)}`];
    if (!('field' in fact))
        return [pen.rich(fact)];
    if ('added' in fact) {
        const items = (marker, some) => some.map((item) => `${pen.code((0,prose/* cut */.Jj)(fact.field))}: ${marker} ${pen.code((0,prose/* cut */.Jj)(item))}`);
        return [...items('−', fact.removed), ...items('+', fact.added)];
    }
    const side = (one) => (one === undefined ? 'none' : pen.code((0,prose/* cut */.Jj)(one)));
    return [`${pen.code((0,prose/* cut */.Jj)(fact.field))}: ${side(fact.registered)} → ${side(fact.declared)}`];
}
function fenced(lines) {
    const longest = lines.reduce((most, line) => Math.max(most, ...Array.from(line.matchAll(/`+/g), ([run]) => run.length)), 2);
    const fence = '`'.repeat(longest + 1);
    return [`${fence}yaml`, ...lines, fence, ''];
}
function table(head, rows, more = 0) {
    if (rows.length + more === 0)
        return [];
    const line = (cells) => `| ${cells.join(' | ')} |`;
    const { lines, left } = fitting(rows, (row) => [line(row)]);
    const rest = left.length + more;
    return [line(head), line(head.map(() => '---')), ...lines, ...(rest > 0 ? ['', notListed(rest)] : []), ''];
}
function fitting(items, linesOf) {
    const lines = [];
    let room = mostSummaryBytes;
    for (const [index, item] of items.entries()) {
        const next = linesOf(item);
        room -= Buffer.byteLength(next.join('\n')) + 1;
        if (room < 0)
            return { lines, left: items.slice(index) };
        lines.push(...next);
    }
    return { lines, left: [] };
}
function notListed(count) {
    return `${(0,prose/* inThousands */.$n)(count)} more not listed.`;
}
function paragraph(text) {
    return text === undefined || text === '' ? [] : [text, ''];
}

;// CONCATENATED MODULE: ./lib/action/tell.js



function tell(page, runner, lines = log/* logLines */.OG) {
    runner.print(lines(page, inkOf(runner)));
    runner.annotate((0,annotations/* annotationsOf */.I)(page, runner.safe));
    const summary = summaryOf(page, runner.safe);
    if (summary !== '' && !runner.addSummary(summary)) {
        runner.annotate([{ severity: 'warning', message: 'The job summary could not be written. The log has it all.' }]);
    }
}
function inkOf({ safe }) {
    return { safe, colour: true };
}

// EXTERNAL MODULE: ./lib/report/run-page.js + 6 modules
var run_page = __webpack_require__(6280);
// EXTERNAL MODULE: ./lib/report/stops.js
var stops = __webpack_require__(7979);
;// CONCATENATED MODULE: ./lib/cli/github.js




function tellGithub({ manifests, plan, stopped }, env, guard) {
    const runner = createRunner(env, guard);
    for (const { manifest, environments } of manifests) {
        tell((0,stops/* manifestPage */.f0)(manifest, environments, [], 'validate'), runner);
    }
    if (plan)
        tell((0,run_page/* pageOf */.Z)(plan.registration, plan.context), runner);
    if (stopped !== undefined)
        tell((0,stops/* stopPage */.E_)([stopped], manifests[0]?.environments[0]), runner);
}


/***/ })

};
;