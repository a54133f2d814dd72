"use strict";
exports.id = 839;
exports.ids = [839];
exports.modules = {

/***/ 1533:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ connectionsTo)
/* harmony export */ });
/* harmony import */ var _actions_http_client__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7985);

function connectionsTo(url, kept) {
    const sockets = new Set();
    const watched = new WeakSet();
    const options = kept === 0 ? { keepAlive: false } : { keepAlive: true, maxSockets: kept };
    const open = () => new _actions_http_client__WEBPACK_IMPORTED_MODULE_0__/* .HttpClient */ .Qq(undefined, [], options);
    let client = open();
    const onSocket = (socket) => {
        if (sockets.has(socket))
            return;
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
    };
    return {
        agent() {
            const agent = client.getAgent(url.href);
            if (!watched.has(agent))
                watchTunnel(agent, onSocket);
            watched.add(agent);
            return agent;
        },
        onSocket,
        renew() {
            client = open();
        },
        close() {
            for (const socket of sockets)
                socket.destroy();
        },
    };
}
function watchTunnel(agent, onSocket) {
    const { request } = agent;
    if (request === undefined)
        return;
    agent.request = (options) => request(options).on('socket', onSocket);
}


/***/ }),

/***/ 4915:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ exchange)
/* harmony export */ });
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7067);
/* harmony import */ var node_https__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4708);
/* harmony import */ var node_tls__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1692);



function exchange(request) {
    return new Promise((resolve) => {
        let sent = false;
        let reply;
        let stopped;
        const chunks = [];
        let size = 0;
        const start = request.url.protocol === 'https:' ? node_https__WEBPACK_IMPORTED_MODULE_1__.request : node_http__WEBPACK_IMPORTED_MODULE_0__.request;
        const length = request.body === undefined ? {} : { 'Content-Length': Buffer.byteLength(request.body) };
        const outgoing = start(request.url, {
            method: request.method,
            headers: { ...request.headers, ...length },
            agent: request.connections.agent(),
        });
        const stop = (reason) => {
            stopped ??= reason;
            outgoing.destroy();
            settle();
        };
        const timer = setTimeout(() => stop(`timed out after ${request.timeoutMs / 1000} s`), request.timeoutMs);
        const onAbort = () => stop('the run was cancelled');
        request.signal.addEventListener('abort', onAbort, { once: true });
        const received = () => Buffer.concat(chunks).toString('utf8');
        function settle(failure) {
            clearTimeout(timer);
            request.signal.removeEventListener('abort', onAbort);
            const reason = stopped ?? failure;
            if (reply !== undefined) {
                resolve({
                    kind: 'reply',
                    status: reply.statusCode ?? 0,
                    headers: reply.headers,
                    ...(reason === undefined ? { body: received() } : { reason, part: received() }),
                });
            }
            else {
                resolve({
                    kind: sent ? 'no-reply' : 'unsent',
                    reason: reason ?? 'the connection was closed',
                });
            }
        }
        outgoing.on('socket', request.connections.onSocket);
        watchConnection(outgoing, () => {
            if (stopped !== undefined)
                return;
            const objection = request.objection?.();
            if (objection !== undefined)
                return stop(objection);
            sent = true;
            outgoing.end(request.body);
        });
        outgoing.on('error', (error) => settle(failureWords(error)));
        outgoing.on('close', () => settle(reply === undefined || reply.complete ? undefined : 'the reply was incomplete'));
        outgoing.on('response', (message) => {
            reply = message;
            message.on('data', (chunk) => {
                size += chunk.length;
                if (size > request.maxBytes)
                    stop(`the reply is larger than ${request.maxBytes} bytes`);
                else
                    chunks.push(chunk);
            });
            message.on('error', () => settle('the reply was incomplete'));
            message.on('end', () => settle(message.complete ? undefined : 'the reply was incomplete'));
        });
        if (request.signal.aborted)
            onAbort();
    });
}
function watchConnection(request, connected) {
    request.on('socket', (socket) => {
        if (socket instanceof node_tls__WEBPACK_IMPORTED_MODULE_2__.TLSSocket && isHandshaking(socket)) {
            socket.once('secureConnect', connected);
        }
        else if (socket.connecting) {
            socket.once('connect', connected);
        }
        else {
            connected();
        }
    });
}
function isHandshaking(socket) {
    return socket.secureConnecting === true;
}
function failureWords(error) {
    const code = error.code ?? '';
    const words = {
        ECONNREFUSED: 'the connection was refused',
        ECONNRESET: 'the connection was reset',
        ENOTFOUND: 'the host name was not found',
        EAI_AGAIN: 'the host name could not be looked up',
        ETIMEDOUT: 'the connection timed out',
        EHOSTUNREACH: 'the host cannot be reached',
        ENETUNREACH: 'the network cannot be reached',
        CERT_HAS_EXPIRED: "the server's certificate has expired",
        ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another host",
        DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed",
        SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate is signed by an unknown authority",
        UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate is signed by an unknown authority",
        UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the server's certificate is signed by an unknown authority",
    };
    if (/tunneling socket/.test(error.message))
        return 'the proxy refused the connection';
    return words[code] ?? `the connection failed (${/^[A-Z0-9_]{1,60}$/.test(code) ? code : 'no code'})`;
}


/***/ }),

/***/ 1839:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  secretKeeper: () => (/* binding */ secretKeeper)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./lib/generated/product.js
var product = __webpack_require__(4434);
// EXTERNAL MODULE: ./lib/clients/clock.js
var clients_clock = __webpack_require__(6018);
// EXTERNAL MODULE: ./lib/clients/connections.js
var clients_connections = __webpack_require__(1533);
// EXTERNAL MODULE: ./lib/clients/exchange.js
var exchange = __webpack_require__(4915);
// EXTERNAL MODULE: ./lib/clients/limits.js
var limits = __webpack_require__(1386);
// EXTERNAL MODULE: ./lib/clients/parse-object.js
var parse_object = __webpack_require__(2059);
// EXTERNAL MODULE: ./lib/clients/retry.js
var retry = __webpack_require__(8006);
;// CONCATENATED MODULE: ./lib/clients/github-api.js







const githubApiVersion = '2022-11-28';
const failureTries = { maxTries: 4, firstWaitMs: 500 };
const limitTries = { maxTries: 4, firstWaitMs: 500 };
const longestWaitMs = 60_000;
const timeoutMs = 20_000;
const noTimeLeft = 'not enough time left in this run';
function githubApi(options) {
    const { apiUrl, token, expired, clock } = options;
    const connections = (0,clients_connections/* connectionsTo */.L)(new URL(apiUrl), 4);
    async function send(method, path, body, deadline) {
        const answer = await (0,exchange/* exchange */.c)({
            method,
            url: new URL(`${apiUrl}${path}`),
            headers: {
                Authorization: `Bearer ${token}`,
                Accept: 'application/vnd.github+json',
                'X-GitHub-Api-Version': githubApiVersion,
                'User-Agent': `conduit-webhooks-action/${product/* productVersion */.U}`,
                ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            connections,
            timeoutMs,
            maxBytes: limits/* maxReplyBytes */.GZ,
            signal: expired,
            objection: () => (deadline === undefined || (0,clients_clock/* leaves */.FQ)(timeoutMs, deadline, clock) ? undefined : noTimeLeft),
        });
        const succeeded = answer.kind === 'reply' && answer.status >= 200 && answer.status < 300;
        if (answer.kind !== 'reply' || (succeeded && method === 'GET' && answer.body === undefined)) {
            return { reply: { ok: false, message: answer.reason ?? 'the reply was incomplete' } };
        }
        const { status, headers } = answer;
        const parsed = (0,parse_object/* parseObject */.l)(answer.body ?? '') ?? {};
        if (succeeded)
            return { reply: { ok: true, status, body: parsed } };
        const { message } = parsed;
        const said = typeof message === 'string' ? `: ${message}` : '';
        const limitMs = rateLimitMs(status, headers, said, clock.now());
        return {
            limitMs,
            reply: {
                ok: false,
                status,
                limited: limitMs !== undefined,
                ...acceptedBy(headers),
                message: `GitHub replied with status ${status}${said}`,
            },
        };
    }
    function waitAfter({ reply, limitMs }, backoff) {
        if (limitMs !== undefined) {
            if (limitMs > longestWaitMs || backoff(limitTries) === undefined)
                return undefined;
            const ms = Math.max(limitMs, limitTries.firstWaitMs);
            options.onWait(ms);
            return ms;
        }
        if (reply.ok || (reply.status ?? 500) < 500)
            return undefined;
        connections.renew();
        return backoff(failureTries);
    }
    async function request(...given) {
        const { reply } = await (0,retry/* tried */.J)(() => send(...given), waitAfter, { clock, signal: expired });
        return reply;
    }
    return {
        get: (path) => request('GET', path),
        put: (path, body, deadline) => request('PUT', path, body, deadline),
        delete: (path) => request('DELETE', path),
        close: connections.close,
    };
}
function acceptedBy(headers) {
    const accepts = headers['x-accepted-github-permissions'];
    return typeof accepts === 'string' && /^[\w=,; ]{1,200}$/.test(accepts) ? { accepts } : {};
}
function rateLimitMs(status, headers, said, now) {
    if (status !== 403 && status !== 429)
        return undefined;
    const retryAfter = (0,retry/* retryAfterMs */.V)(headers, now);
    if (retryAfter !== undefined)
        return retryAfter;
    const reset = Number(headers['x-ratelimit-reset']);
    if (headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset)) {
        return Math.max(0, reset * 1000 - now);
    }
    if (/secondary rate limit/i.test(said))
        return longestWaitMs;
    return status === 429 ? limitTries.firstWaitMs : undefined;
}

// EXTERNAL MODULE: ./lib/clients/secrets-error.js
var secrets_error = __webpack_require__(8074);
;// CONCATENATED MODULE: ./lib/clients/seal.js

const keyBytes = 32;
async function seal(value, publicKey) {
    const key = new Uint8Array(Buffer.from(publicKey, 'base64'));
    if (key.length !== keyBytes || Buffer.from(key).toString('base64') !== publicKey) {
        throw new secrets_error/* SecretsError */.o(`GitHub's public key is not ${keyBytes} bytes in base64`);
    }
    const sodium = await loadSodium();
    try {
        const sealed = sodium.crypto_box_seal(sodium.from_string(value), key);
        return sodium.to_base64(sealed, sodium.base64_variants.ORIGINAL);
    }
    catch {
        throw new secrets_error/* SecretsError */.o("nothing can be sealed with GitHub's public key");
    }
}
async function loadSodium() {
    try {
        const { default: sodium } = await __webpack_require__.e(/* import() */ 768).then(__webpack_require__.bind(__webpack_require__, 4768));
        await sodium.ready;
        return sodium;
    }
    catch {
        throw new secrets_error/* SecretsError */.o('the library that seals secrets cannot be loaded: a file of the action is missing');
    }
}

;// CONCATENATED MODULE: ./lib/clients/github-secrets.js




const probePrefix = 'CONDUIT_WEBHOOKS_WRITE_CHECK_';
const longestTime = 40;
const pageSize = 100;
const mostPages = 10;
function secretKeeper(options) {
    const { repository, environment } = options;
    const api = githubApi(options);
    const base = environment === undefined
        ? `/repos/${repository}/actions/secrets`
        : `/repos/${repository}/environments/${encodeURIComponent(environment)}/secrets`;
    const place = environment === undefined ? `repository ${repository}` : `GitHub environment "${environment}"`;
    let publicKey;
    const permission = `${environment === undefined ? 'Secrets' : 'Environments'}: Read and write`;
    const fail = (doing, reply) => {
        const why = reply.status === undefined ? 'No complete reply from GitHub: ' : '';
        return new secrets_error/* SecretsError */.o(`the secrets of the ${place} could not be ${doing}. ${why}${reply.message}. ${hint(reply, permission, environment)}`);
    };
    async function fetchKey() {
        const reply = await api.get(`${base}/public-key`);
        if (!reply.ok)
            throw fail('read', reply);
        const { key_id: keyId, key } = reply.body;
        if (typeof keyId !== 'string' || typeof key !== 'string') {
            throw new secrets_error/* SecretsError */.o(`GitHub gave no public key for the ${place}`);
        }
        return { keyId, key };
    }
    async function put(name, value, deadline) {
        publicKey ??= await fetchKey();
        const { keyId, key } = publicKey;
        const body = { encrypted_value: await seal(value, key), key_id: keyId };
        return api.put(`${base}/${name}`, body, deadline);
    }
    return {
        place,
        async prepare() {
            publicKey ??= await fetchKey();
            await seal('', publicKey.key);
            const path = `${base}/${probePrefix}${Math.floor(options.clock.random() * 1e9)}`;
            const box = await seal('', throwAwayKey());
            const reply = await api.put(path, { encrypted_value: box, key_id: publicKey.keyId });
            if (!reply.ok && (reply.status === 400 || reply.status === 422))
                return;
            if (!reply.ok && (reply.status ?? 0) < 500)
                throw fail('written', reply);
            const deleted = await api.delete(path);
            if (!deleted.ok && !reply.ok && deleted.status !== 404)
                throw fail('written', deleted);
            if (!deleted.ok && reply.ok) {
                throw new secrets_error/* SecretsError */.o(`A test secret was left behind: ${path.slice(base.length + 1)}. Delete it in GitHub. ${deleted.message}`);
            }
        },
        async list() {
            const found = new Map();
            for (let page = 1; page <= mostPages; page += 1) {
                const reply = await api.get(`${base}?per_page=${pageSize}&page=${page}`);
                if (!reply.ok)
                    throw fail('read', reply);
                const { secrets, total_count: total } = reply.body;
                for (const one of Array.isArray(secrets) ? secrets : []) {
                    const { name, updated_at: time } = (one ?? {});
                    if (typeof name === 'string' && isTimeText(time))
                        found.set(name.toUpperCase(), time);
                }
                if (typeof total !== 'number' || page * pageSize >= total)
                    break;
            }
            return found;
        },
        async updatedAt(name) {
            const reply = await api.get(`${base}/${name}`);
            if (reply.ok) {
                const time = reply.body.updated_at;
                if (isTimeText(time))
                    return time;
                throw new secrets_error/* SecretsError */.o(`GitHub did not say when the secret ${name} was updated.`);
            }
            if (reply.status !== 404)
                throw fail('read', reply);
            publicKey ??= await fetchKey();
            return null;
        },
        async store(name, value, deadline) {
            let reply = await put(name, value, deadline);
            if (!reply.ok && reply.status === 422) {
                publicKey = undefined;
                reply = await put(name, value, deadline);
            }
            if (!reply.ok)
                throw fail('written', reply);
            if (reply.status !== 201 && reply.status !== 204) {
                throw new secrets_error/* SecretsError */.o(`the server replied with status ${reply.status}, with which GitHub stores nothing`);
            }
        },
        close: api.close,
    };
}
function isTimeText(value) {
    return typeof value === 'string' && value.length <= longestTime;
}
function throwAwayKey() {
    const { x = '' } = (0,external_node_crypto_.generateKeyPairSync)('x25519').publicKey.export({ format: 'jwk' });
    return Buffer.from(x, 'base64url').toString('base64');
}
function hint({ status = 0, limited = false, accepts }, permission, environment) {
    if (limited)
        return "GitHub's rate limit for secrets-token is used up. Re-run later";
    if (status >= 300 && status < 400) {
        return 'GitHub replied with a redirect, and the action does not send the token elsewhere. Was the repository renamed?';
    }
    switch (status) {
        case 401:
            return 'The input secrets-token is not valid, or has expired';
        case 403:
            return `The input secrets-token needs the permission "${permission}"${accepts === undefined ? '' : ` (GitHub asks for ${accepts})`}`;
        case 404:
            return environment === undefined
                ? `The input secrets-token cannot see the repository, or lacks the permission "${permission}"`
                : `GitHub environment "${environment}" does not exist, or the input secrets-token lacks the permission "${permission}"`;
        default:
            return 'Re-run later';
    }
}


/***/ }),

/***/ 2059:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ parseObject)
/* harmony export */ });
function parseObject(text) {
    try {
        const value = JSON.parse(text.replace(/^\ufeff/, ''));
        return typeof value === 'object' && value !== null && !Array.isArray(value)
            ? value
            : undefined;
    }
    catch {
        return undefined;
    }
}


/***/ })

};
;