export const id = 419;
export const ids = [419];
export const modules = {

/***/ 419:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openStore: () => (/* binding */ openStore)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(24);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(760);
// EXTERNAL MODULE: ./lib/manifest/file.js
var manifest_file = __webpack_require__(151);
// EXTERNAL MODULE: ./lib/state/document.js
var state_document = __webpack_require__(392);
// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(474);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(30);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(500);
;// CONCATENATED MODULE: ./lib/state/lock.js
/** One process of this machine at a time: a lock that the system takes back when its holder is killed. */





/** A holder keeps the lock for one write of a file, so so many tries are more than enough. */
const maxTries = 500;
const retryMs = 20;
/**
 * Calls `act` while no other process is in a call with the same `key`. Linux and Windows have names for sockets that
 * vanish with the process; elsewhere nothing keeps processes apart.
 * @throws StateError when others hold the lock for too long.
 */
async function exclusively(key, act) {
    const path = socketPath(key);
    if (path === undefined)
        return act();
    for (let tries = 1; tries <= maxTries; tries += 1) {
        const lock = (0,external_node_net_.createServer)((connection) => connection.destroy());
        try {
            await (0,external_node_events_.once)(lock.listen(path), 'listening');
        }
        catch (error) {
            if (error.code !== 'EADDRINUSE')
                throw error;
            await (0,promises_.setTimeout)(retryMs);
            continue;
        }
        try {
            return act();
        }
        finally {
            const closed = (0,external_node_events_.once)(lock, 'close');
            lock.close();
            await closed;
        }
    }
    throw new state_document/* StateError */.qq('other runs on this machine keep writing the state file');
}
function socketPath(key) {
    const name = `conduit-webhooks-${(0,external_node_crypto_.createHash)('sha256').update(key).digest('hex')}`;
    if (process.platform === 'linux')
        return `\0${name}`;
    return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : undefined;
}

;// CONCATENATED MODULE: ./lib/state/file.js
/** State as a file in the workspace, written atomically, for those who keep it themselves. */






/** `path` is relative to `workspace` and must stay in it once every symlink is followed. */
function fileStore(workspace, path) {
    const place = `file ${path}`;
    const failed = (doing, error) => error instanceof state_document/* StateError */.qq
        ? error
        : new state_document/* StateError */.qq(`the state file ${path} cannot be ${doing} (${error.code})`);
    /** The file's place with its folder's symlinks followed; the folder is made when it is not there. */
    function locate() {
        const root = (0,external_node_fs_.realpathSync)(workspace);
        const file = (0,external_node_path_.resolve)(root, path);
        if (!(0,manifest_file/* isInside */.F)(root, file) || file === root)
            throw outside();
        let existing = (0,external_node_path_.dirname)(file);
        while (!(0,manifest_file/* isInside */.F)(existing, root) && !exists(existing))
            existing = (0,external_node_path_.dirname)(existing);
        if (!(0,manifest_file/* isInside */.F)(root, (0,external_node_fs_.realpathSync)(existing)))
            throw outside();
        (0,external_node_fs_.mkdirSync)((0,external_node_path_.dirname)(file), { recursive: true });
        return file;
    }
    const outside = () => new state_document/* StateError */.qq(`the state file ${path} is outside the workspace`);
    function readNow(file) {
        try {
            if (!(0,manifest_file/* isInside */.F)((0,external_node_fs_.realpathSync)(workspace), (0,external_node_fs_.realpathSync)(file)))
                throw outside();
            const text = (0,external_node_fs_.readFileSync)(file, 'utf8');
            return { text, revision: revisionOf(text) };
        }
        catch (error) {
            if (error.code === 'ENOENT')
                return { revision: '' };
            throw error;
        }
    }
    return {
        place,
        keepsEveryResult: true,
        async read() {
            try {
                return readNow(locate());
            }
            catch (error) {
                throw failed('read', error);
            }
        },
        async write(text, revision) {
            try {
                const file = locate();
                return await exclusively(file, () => {
                    if (readNow(file).revision !== revision)
                        return 'moved';
                    replaceFile(file, text);
                    return { text, revision: revisionOf(text) };
                });
            }
            catch (error) {
                throw failed('written', error);
            }
        },
        close: () => undefined,
    };
}
function exists(path) {
    try {
        (0,external_node_fs_.realpathSync)(path);
        return true;
    }
    catch {
        return false;
    }
}
function revisionOf(text) {
    return (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex');
}
/** Old text or new text, never a mixture, whatever moment the machine stops at. */
function replaceFile(file, text) {
    const temporary = (0,external_node_path_.join)((0,external_node_path_.dirname)(file), `.${(0,external_node_crypto_.randomUUID)()}.tmp`);
    try {
        const descriptor = (0,external_node_fs_.openSync)(temporary, 'wx', 0o644);
        try {
            const bytes = Buffer.from(text);
            let length = 0;
            while (length < bytes.length)
                length += (0,external_node_fs_.writeSync)(descriptor, bytes, length);
            (0,external_node_fs_.fsyncSync)(descriptor);
        }
        finally {
            (0,external_node_fs_.closeSync)(descriptor);
        }
        (0,external_node_fs_.renameSync)(temporary, file);
    }
    catch (error) {
        (0,external_node_fs_.rmSync)(temporary, { force: true });
        throw error;
    }
    if (process.platform === 'win32')
        return;
    const folder = (0,external_node_fs_.openSync)((0,external_node_path_.dirname)(file), 'r');
    try {
        (0,external_node_fs_.fsyncSync)(folder);
    }
    finally {
        (0,external_node_fs_.closeSync)(folder);
    }
}

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(421);
;// CONCATENATED MODULE: ./lib/state/git.js
/** State as a ref of the repository, one commit per change: `refs/conduit-webhooks/<name>/<environment>`. */





/** One `git` program may take this long. */
const gitTimeoutMs = 60_000;
/** Name of the document in the ref's tree. */
const fileName = 'state.json';
/** What git may print before it is cut: a state document of thousands of webhooks fits. */
const maxOutputBytes = 64 * 1024 * 1024;
/** Variables that git needs from outside; everything else, every GIT_* setting included, is left behind. */
const inherited = [
    'PATH',
    'SystemRoot',
    'http_proxy',
    'https_proxy',
    'no_proxy',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'all_proxy',
    'ALL_PROXY',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'GIT_SSL_CAINFO',
    'GIT_SSL_CAPATH',
];
/** Works with any checkout or none: it uses a private repository and never the user's index, hooks or config. */
function gitStore(options) {
    const { name, environment, remote } = options;
    const ref = `refs/conduit-webhooks/${name}/${environment}`;
    let folder;
    /** A bare repository, made by hand: the little that git wants to see of one. */
    function repository() {
        if (folder !== undefined)
            return folder;
        try {
            folder = (0,external_node_fs_.mkdtempSync)((0,external_node_path_.join)(options.temporaryFolder, 'conduit-webhooks-'));
            (0,external_node_fs_.mkdirSync)((0,external_node_path_.join)(folder, 'objects'));
            (0,external_node_fs_.mkdirSync)((0,external_node_path_.join)(folder, 'refs'));
            (0,external_node_fs_.writeFileSync)((0,external_node_path_.join)(folder, 'HEAD'), 'ref: refs/heads/none\n');
        }
        catch (error) {
            const { code } = error;
            throw new state_document/* StateError */.qq(`no room for a temporary git repository in RUNNER_TEMP (${code})`);
        }
        return folder;
    }
    const git = (args, input) => runGit(args, { cwd: repository(), env: gitEnvironment(options, repository()), input });
    /** The remote's value of the ref, '' when it has none. */
    async function remoteRevision() {
        const { code, stdout, stderr } = await git(['ls-remote', '--', remote, ref]);
        if (code !== 0)
            throw failure('read', stderr, options);
        // Git takes the name for the end of one: refs/heads/refs/… would match too.
        const line = stdout.split('\n').find((one) => one.endsWith(`\t${ref}`));
        return line?.split('\t')[0] ?? '';
    }
    return {
        place: `git ref ${ref}`,
        keepsEveryResult: false,
        async read() {
            // A pattern, here and in the push: git looks for a plain name below refs/heads/ too.
            const fetched = await git([
                'fetch',
                '--quiet',
                '--no-tags',
                '--depth=1',
                '--',
                remote,
                `+${ref}*:${ref}*`,
            ]);
            if (fetched.code !== 0) {
                // A first run has nothing to fetch, which git calls a failure; the list of refs tells the two apart.
                if ((await remoteRevision()) === '')
                    return { revision: '' };
                throw failure('read', fetched.stderr, options);
            }
            const { stdout } = await git(['cat-file', '--batch'], `${ref}\n${ref}:${fileName}\n`);
            const objects = parseBatch(stdout);
            const [commit, document] = objects;
            if (commit === undefined)
                return { revision: '' };
            if (document === undefined)
                throw new state_document/* StateError */.qq(`${ref} has no ${fileName}`);
            return { text: document.text, revision: commit.id };
        },
        async write(text, revision, message) {
            // Two runs may write the same text in the same second; only one of them may find its own commit on the ref.
            const body = [message, '', ...options.trailers, `Write: ${(0,external_node_crypto_.randomUUID)()}`].join('\n');
            const imported = await git(['fast-import', '--quiet', '--force'], importStream(`refs/next/${environment}`, {
                text,
                parent: revision,
                message: body,
                seconds: Math.floor(options.now() / 1000),
            }));
            const parsed = await git(['rev-parse', '--verify', `refs/next/${environment}`]);
            const next = parsed.stdout.trim();
            if (imported.code !== 0 || next === '') {
                throw failure('written', imported.stderr || parsed.stderr, options);
            }
            const pushed = await git([
                'push',
                '--quiet',
                '--no-verify',
                `--force-with-lease=${ref}:${revision}`,
                '--',
                remote,
                `refs/next/*:refs/conduit-webhooks/${name}/*`,
            ]);
            // No message proves what the remote holds; the ref does. Another run may have written on top of ours already.
            const now = await remoteRevision();
            if (now === revision)
                throw failure('written', pushed.stderr, options);
            return now === next || pushed.code === 0 ? { text, revision: next } : 'moved';
        },
        close() {
            if (folder !== undefined)
                (0,external_node_fs_.rmSync)(folder, { recursive: true, force: true });
            folder = undefined;
        },
    };
}
/**
 * URL of the checkout's remote `origin`, without credentials that it may carry.
 * @throws StateError when there is none.
 */
async function originOf(workspace, env) {
    const args = ['config', '--file', (0,external_node_path_.join)('.git', 'config'), '--get', 'remote.origin.url'];
    const { stdout } = await runGit(args, { cwd: workspace, env: isolated(env), input: undefined });
    const origin = stdout.trim();
    if (origin === '') {
        throw new state_document/* StateError */.qq('there is no repository to keep state in: GITHUB_REPOSITORY is not set, and the workspace has no remote "origin"');
    }
    return origin.replace(/^(https?:\/\/)[^/@]*@/, '$1');
}
/** What every git process gets: no configuration but ours, no prompts. */
function isolated(env) {
    const result = {
        LC_ALL: 'C',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
        GIT_TERMINAL_PROMPT: '0',
        GIT_ASKPASS: '',
        SSH_ASKPASS: '',
        GCM_INTERACTIVE: 'never',
        GIT_ALLOW_PROTOCOL: 'https:http:file:ssh',
        GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
    };
    for (const name of inherited) {
        const value = env[name];
        if (value !== undefined)
            result[name] = value;
    }
    return result;
}
/** The environment of a process on the private repository. The token travels in it: never on a command line, never in a URL. */
function gitEnvironment({ env, remote, token }, folder) {
    const result = { ...isolated(env), HOME: folder, GIT_DIR: folder };
    const config = [
        ['credential.helper', ''],
        ['core.hooksPath', '/dev/null'],
        ['gc.auto', '0'],
        // A redirect would take the token along to wherever it points.
        ['http.followRedirects', 'false'],
    ];
    const url = URL.parse(remote);
    if (token !== '' && url !== null && mayCarryToken(url)) {
        const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
        config.push([`http.${url.origin}/.extraHeader`, `Authorization: Basic ${basic}`]);
    }
    result.GIT_CONFIG_COUNT = String(config.length);
    for (const [index, [key, value]] of config.entries()) {
        result[`GIT_CONFIG_KEY_${index}`] = key;
        result[`GIT_CONFIG_VALUE_${index}`] = value;
    }
    return result;
}
function mayCarryToken({ protocol, hostname }) {
    const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
    return protocol === 'https:' || (protocol === 'http:' && loopback);
}
/** Input of `git fast-import`: one commit with one file. */
function importStream(branch, commit) {
    const { text, parent, message, seconds } = commit;
    const data = (content) => `data ${Buffer.byteLength(content)}\n${content}\n`;
    return [
        `commit ${branch}\n`,
        `committer github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com> ${seconds} +0000\n`,
        data(message),
        parent === '' ? '' : `from ${parent}\n`,
        `M 100644 inline ${fileName}\n`,
        data(text),
        'done\n',
    ].join('');
}
/** Output of `git cat-file --batch`: what is there, in order; a missing object is left out. */
function parseBatch(output) {
    const bytes = Buffer.from(output, 'utf8');
    const objects = [];
    let offset = 0;
    while (offset < bytes.length) {
        const lineEnd = bytes.indexOf(10, offset);
        if (lineEnd < 0)
            break;
        const header = /^([0-9a-f]{40,64}) \w+ (\d+)$/.exec(bytes.toString('utf8', offset, lineEnd));
        offset = lineEnd + 1;
        if (header === null)
            continue;
        const end = offset + Number(header[2]);
        objects.push({ id: header[1], text: bytes.toString('utf8', offset, end) });
        offset = end + 1;
    }
    return objects;
}
/** Runs git in its own process group, so that a Ctrl-C meant for the action does not cut a push. */
function runGit(args, { cwd, env, input }) {
    return new Promise((resolve, reject) => {
        const child = (0,external_node_child_process_.spawn)('git', args, {
            cwd,
            env,
            detached: process.platform !== 'win32',
            windowsHide: true,
        });
        const output = { stdout: [], stderr: [] };
        let size = 0;
        for (const stream of ['stdout', 'stderr']) {
            child[stream].on('data', (chunk) => {
                size += chunk.length;
                if (size <= maxOutputBytes)
                    output[stream].push(chunk);
                else
                    stop();
            });
        }
        const stop = () => {
            try {
                if (process.platform !== 'win32' && child.pid !== undefined)
                    process.kill(-child.pid, 'SIGKILL');
                else
                    child.kill('SIGKILL');
            }
            catch {
                // It has ended already.
            }
        };
        let late = false;
        const timer = setTimeout(() => {
            late = true;
            stop();
        }, gitTimeoutMs);
        child.on('error', (error) => {
            clearTimeout(timer);
            reject(new state_document/* StateError */.qq(error.code === 'ENOENT'
                ? 'git was not found: state "git" needs the git program on the runner'
                : `git could not be started (${error.code})`));
        });
        child.on('close', (code) => {
            clearTimeout(timer);
            resolve({
                code,
                stdout: Buffer.concat(output.stdout).toString('utf8'),
                stderr: late
                    ? `git gave no answer in ${gitTimeoutMs / 1000} s`
                    : Buffer.concat(output.stderr).toString('utf8'),
            });
        });
        child.stdin.on('error', () => undefined);
        child.stdin.end(input ?? '');
    });
}
function failure(doing, stderr, { token }) {
    const said = stderr
        .trim()
        .split(/[\r\n]+/)
        .slice(-3)
        .join('; ');
    const need = doing === 'written'
        ? 'the job needs `permissions: contents: write`, and no rule may protect refs/conduit-webhooks/'
        : `the job needs \`permissions: contents: read\`${token === '' ? ', and the input github-token is empty' : ''}`;
    return new state_document/* StateError */.qq(`the state ref cannot be ${doing}: ${need}. git said: ${said || 'nothing'}`);
}

;// CONCATENATED MODULE: ./lib/state/none.js
const noStore = {
    place: 'nowhere',
    keepsEveryResult: false,
    read: async () => ({ revision: '' }),
    write: async (text) => ({ text, revision: '' }),
    close: () => undefined,
};

;// CONCATENATED MODULE: ./lib/state/open.js
/** The input `state` → the store it names. */



/** @throws StateError when there is no repository to keep a ref in. */
async function openStore(choice, options) {
    switch (choice.kind) {
        case 'none':
            return noStore;
        case 'file':
            return fileStore(options.workspace, choice.path);
        case 'git': {
            const remote = options.remote ?? (await originOf(options.workspace, options.env));
            return gitStore({ ...options, name: choice.name, remote });
        }
    }
}


/***/ })

};
