export const id = 568;
export const ids = [568];
export const modules = {

/***/ 453:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Zu: () => (/* binding */ merged),
/* harmony export */   ey: () => (/* binding */ entriesBefore),
/* harmony export */   pJ: () => (/* binding */ entryAfter)
/* harmony export */ });
/* harmony import */ var _state_fingerprint_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(977);

/**
 * What is written before the first request: an intent for each request, every adoption, and every GitHub secret that
 * was found to be written by hand.
 */
function entriesBefore(steps, state, moment) {
    const entries = new Map();
    for (const step of steps) {
        if (step.action === 'create') {
            entries.set(step.declaration.name, {
                status: 'intent',
                ...described(step.declaration, moment),
                ...(step.replaces && { previous: step.replaces }),
            });
        }
        else if (step.action === 'adopt') {
            if (step.from !== undefined)
                entries.set(step.from, undefined);
            entries.set(step.declaration.name, adopted(step, state, moment));
        }
        else if (step.action === 'unchanged' && step.secret?.kind === 'found') {
            entries.set(step.declaration.name, { ...step.entry, ...keptIn(step.secret) });
        }
    }
    return entries;
}
/**
 * What is written once the outcome of a request is known, at the moment `after`. One that is unknown keeps the moment
 * `before` the request: from then on it may exist. A refused one leaves what was recorded before.
 */
function entryAfter({ declaration, replaces }, result, { before, after, secret }) {
    if (result.outcome === 'created' && result.id !== undefined) {
        return {
            status: 'registered',
            ...described(declaration, after),
            id: result.id,
            ...replacedBy(replaces, result.id),
            ...(secret && { secret }),
        };
    }
    if (result.outcome === 'unknown') {
        return {
            status: 'unknown',
            ...described(declaration, before),
            reason: result.reason ?? '',
            ...(replaces && { previous: replaces }),
        };
    }
    return replaces;
}
/** A webhook that is only moved to another name stays what it was, and keeps what is known of it. */
function adopted({ declaration, id, from, replaces, secret }, state, moment) {
    const known = state.webhooks[from ?? declaration.name];
    const former = previousOf(known);
    const same = former?.id === id ? former : undefined;
    const common = described(declaration, moment);
    const isCreatedByUs = same?.status === 'registered' && same.fingerprint === common.fingerprint;
    const entry = {
        ...same,
        status: isCreatedByUs ? 'registered' : 'adopted',
        ...common,
        id,
        ...replacedBy(replaces, id),
        ...keptIn(secret),
    };
    return from === undefined ? entry : withIdsOf(entry, known);
}
/**
 * What to write of a webhook that the store holds as `found` by now, instead of as it was `before` our requests.
 * The entry of a run that has replaced ours meanwhile stays; an ID is never lost.
 */
function merged(mine, before, found) {
    if (found === undefined)
        return mine;
    const isOurs = isSameWriting(found, before) || isSameWriting(found, mine);
    if (mine === undefined)
        return isOurs ? previousOf(found) : found;
    return isOurs ? withIdsOf(mine, found) : withIdsOf(found, mine);
}
function isSameWriting(found, other) {
    const writing = (entry) => JSON.stringify([entry?.at, entry?.run.id, entry?.run.attempt]);
    return writing(found) === writing(other);
}
/** The entry, with those IDs of `other` that it does not know as replaced ones. */
function withIdsOf(entry, other) {
    const known = idsOf(entry);
    const ids = idsOf(other).filter((id) => !known.includes(id));
    if (ids.length === 0)
        return entry;
    if ('id' in entry)
        return { ...entry, replaced: [...(entry.replaced ?? []), ...ids] };
    const previous = previousOf(entry);
    return { ...entry, previous: previous ? withIdsOf(previous, other) : previousOf(other) };
}
/** Every ID in an entry, the oldest first. */
function idsOf(entry) {
    const one = previousOf(entry);
    return one === undefined ? [] : [...(one.replaced ?? []), one.id];
}
/** What is certain of a webhook: the entry itself, or what it keeps of the time before. */
function previousOf(entry) {
    return entry === undefined || 'id' in entry ? entry : entry.previous;
}
function keptIn(secret) {
    if (secret?.kind !== 'found')
        return {};
    const { kind: _, ...stored } = secret;
    return { secret: stored };
}
function described({ body, patterns }, { at, run }) {
    return { fingerprint: (0,_state_fingerprint_js__WEBPACK_IMPORTED_MODULE_0__/* .fingerprintOf */ .a)(body), body: (0,_state_fingerprint_js__WEBPACK_IMPORTED_MODULE_0__/* .storedBody */ .g)(body), patterns, at, run };
}
/** The IDs that came before, the last one included. */
function replacedBy(previous, id) {
    const replaced = idsOf(previous).filter((one) => one !== id);
    return replaced.length === 0 ? {} : { replaced };
}


/***/ }),

/***/ 568:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ openLedger),
/* harmony export */   readAndPlan: () => (/* binding */ readAndPlan)
/* harmony export */ });
/* harmony import */ var _state_document_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(392);
/* harmony import */ var _state_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(601);
/* harmony import */ var _entries_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(453);
/* harmony import */ var _plan_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(290);




/**
 * Reads the state and plans upon it.
 * @throws StateError when it cannot be read, or is of another manifest or base URL.
 * @throws SecretsError when GitHub does not say what the plan depends on.
 */
async function readAndPlan(store, target) {
    const { environment, manifest, apiUrl } = target;
    const { text, revision } = await store.read();
    const state = text === undefined ? (0,_state_document_js__WEBPACK_IMPORTED_MODULE_3__/* .emptyState */ .p$)(environment, manifest, apiUrl) : (0,_state_text_js__WEBPACK_IMPORTED_MODULE_0__/* .parseState */ .B)(text, environment);
    for (const [what, recorded, given] of [
        ['manifest', state.manifest, manifest],
        ['base URL', state.apiUrl, apiUrl],
    ]) {
        if (recorded !== given) {
            throw new _state_document_js__WEBPACK_IMPORTED_MODULE_3__/* .StateError */ .qq(`the state (${store.place}) is of another ${what}: it records ${recorded}, this run has ${given}. ` +
                'If both are wanted, give this one a state of its own with the input state: git:NAME');
        }
    }
    return { steps: await certainSteps(target, state), state, revision };
}
/** The plan, made again with GitHub's answer where it depends on when a GitHub secret was written. */
async function certainSteps({ declarations, options, secrets }, state) {
    const steps = (0,_plan_js__WEBPACK_IMPORTED_MODULE_2__/* .planOf */ .XC)(declarations, state, options);
    const names = (0,_plan_js__WEBPACK_IMPORTED_MODULE_2__/* .uncheckedSecrets */ .gR)(steps);
    if (secrets === undefined || names.length === 0)
        return steps;
    const secretTimes = new Map();
    for (const name of names)
        secretTimes.set(name, await secrets.updatedAt(name));
    return (0,_plan_js__WEBPACK_IMPORTED_MODULE_2__/* .planOf */ .XC)(declarations, state, { ...options, secretTimes });
}
/** Writing again is worth it this often, when others write at the same time or the remote is away for a moment. */
const maxWrites = 5;
/** A ledger upon a state that has been written with the run's intents. */
function openLedger(store, start, environment, pause) {
    const known = new Map();
    const intents = start.state.webhooks;
    let { state, revision } = start;
    let turn = Promise.resolve();
    async function save(message) {
        for (let writes = 1;; writes += 1) {
            try {
                const found = state.webhooks;
                const news = [...known].map(([name, entry]) => [name, (0,_entries_js__WEBPACK_IMPORTED_MODULE_1__/* .merged */ .Zu)(entry, intents[name], found[name])]);
                const next = (0,_state_document_js__WEBPACK_IMPORTED_MODULE_3__/* .withEntries */ .bA)(state, new Map(news));
                const stored = await store.write((0,_state_text_js__WEBPACK_IMPORTED_MODULE_0__/* .stateText */ .r)(next), revision, message);
                if (stored !== 'moved') {
                    state = next;
                    revision = stored.revision;
                    return;
                }
                const now = await store.read();
                state = now.text === undefined ? start.state : (0,_state_text_js__WEBPACK_IMPORTED_MODULE_0__/* .parseState */ .B)(now.text, environment);
                revision = now.revision;
                if (writes >= maxWrites)
                    throw new _state_document_js__WEBPACK_IMPORTED_MODULE_3__/* .StateError */ .qq('the state was changed by others again and again');
            }
            catch (error) {
                if (writes >= maxWrites)
                    throw error;
                await pause(500 * writes);
            }
        }
    }
    /** Writes of one process wait for each other. */
    function inTurn(write) {
        const done = turn.then(write);
        turn = done.catch(() => undefined);
        return done;
    }
    return {
        async record(entries) {
            for (const [name, entry] of entries)
                known.set(name, entry);
            if (store.keepsEveryResult) {
                await inTurn(() => save(`record ${[...entries.keys()].join(', ')}`));
            }
        },
        save: (message) => inTurn(() => save(message)),
    };
}


/***/ }),

/***/ 601:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  B: () => (/* binding */ parseState),
  r: () => (/* binding */ stateText)
});

;// CONCATENATED MODULE: ./lib/generated/state-validator.js
const validateState = validate10;
const schema11 = { "type": "object", "additionalProperties": false, "required": ["version", "environment", "manifest", "apiUrl", "webhooks"], "properties": { "version": { "type": "number", "enum": [1] }, "environment": { "type": "string" }, "manifest": { "type": "string" }, "apiUrl": { "type": "string" }, "webhooks": { "type": "object", "additionalProperties": { "oneOf": [{ "$ref": "#/definitions/Registered" }, { "$ref": "#/definitions/Adopted" }, { "$ref": "#/definitions/Intent" }, { "$ref": "#/definitions/Unknown" }] } } }, "definitions": { "Run": { "type": "object", "additionalProperties": false, "required": ["id", "attempt", "commit"], "properties": { "id": { "type": "string" }, "attempt": { "type": "string" }, "commit": { "type": "string" } } }, "Registered": { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run", "id"], "properties": { "status": { "type": "string", "enum": ["registered"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "type": "object", "additionalProperties": false, "required": ["url", "events", "status"], "properties": { "url": { "type": "string" }, "events": { "type": "array", "items": { "type": "string" } }, "status": { "type": "string" }, "organizationId": { "type": "string" } } }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string" }, "run": { "$ref": "#/definitions/Run" }, "id": { "type": "string" }, "replaced": { "type": "array", "items": { "type": "string" } }, "secret": { "type": "object", "additionalProperties": false, "required": ["name", "storedAt"], "properties": { "name": { "type": "string" }, "environment": { "type": "string" }, "storedAt": { "type": "string" } } } } }, "Adopted": { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run", "id"], "properties": { "status": { "type": "string", "enum": ["adopted"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "type": "object", "additionalProperties": false, "required": ["url", "events", "status"], "properties": { "url": { "type": "string" }, "events": { "type": "array", "items": { "type": "string" } }, "status": { "type": "string" }, "organizationId": { "type": "string" } } }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string" }, "run": { "$ref": "#/definitions/Run" }, "id": { "type": "string" }, "replaced": { "type": "array", "items": { "type": "string" } }, "secret": { "type": "object", "additionalProperties": false, "required": ["name", "storedAt"], "properties": { "name": { "type": "string" }, "environment": { "type": "string" }, "storedAt": { "type": "string" } } } } }, "Intent": { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run"], "properties": { "status": { "type": "string", "enum": ["intent"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "type": "object", "additionalProperties": false, "required": ["url", "events", "status"], "properties": { "url": { "type": "string" }, "events": { "type": "array", "items": { "type": "string" } }, "status": { "type": "string" }, "organizationId": { "type": "string" } } }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string" }, "run": { "$ref": "#/definitions/Run" }, "previous": { "oneOf": [{ "$ref": "#/definitions/Registered" }, { "$ref": "#/definitions/Adopted" }] } } }, "Unknown": { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run", "reason"], "properties": { "status": { "type": "string", "enum": ["unknown"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "type": "object", "additionalProperties": false, "required": ["url", "events", "status"], "properties": { "url": { "type": "string" }, "events": { "type": "array", "items": { "type": "string" } }, "status": { "type": "string" }, "organizationId": { "type": "string" } } }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string" }, "run": { "$ref": "#/definitions/Run" }, "previous": { "oneOf": [{ "$ref": "#/definitions/Registered" }, { "$ref": "#/definitions/Adopted" }] }, "reason": { "type": "string" } } } } };
const keyword2 = new Set([1]);
const schema12 = { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run", "id"], "properties": { "status": { "type": "string", "enum": ["registered"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "type": "object", "additionalProperties": false, "required": ["url", "events", "status"], "properties": { "url": { "type": "string" }, "events": { "type": "array", "items": { "type": "string" } }, "status": { "type": "string" }, "organizationId": { "type": "string" } } }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string" }, "run": { "$ref": "#/definitions/Run" }, "id": { "type": "string" }, "replaced": { "type": "array", "items": { "type": "string" } }, "secret": { "type": "object", "additionalProperties": false, "required": ["name", "storedAt"], "properties": { "name": { "type": "string" }, "environment": { "type": "string" }, "storedAt": { "type": "string" } } } } };
const schema13 = { "type": "object", "additionalProperties": false, "required": ["id", "attempt", "commit"], "properties": { "id": { "type": "string" }, "attempt": { "type": "string" }, "commit": { "type": "string" } } };
const func2 = Object.prototype.hasOwnProperty;
const keyword3 = new Set(["registered"]);
const pattern0 = new RegExp("^sha256:[0-9a-f]{64}$", "u");
function validate11(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.status === undefined) {
        const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "status" } };
        if (vErrors === null) {
            vErrors = [err0];
        }
        else {
            vErrors.push(err0);
        }
        errors++;
    }
    if (data.fingerprint === undefined) {
        const err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "fingerprint" } };
        if (vErrors === null) {
            vErrors = [err1];
        }
        else {
            vErrors.push(err1);
        }
        errors++;
    }
    if (data.body === undefined) {
        const err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "body" } };
        if (vErrors === null) {
            vErrors = [err2];
        }
        else {
            vErrors.push(err2);
        }
        errors++;
    }
    if (data.patterns === undefined) {
        const err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "patterns" } };
        if (vErrors === null) {
            vErrors = [err3];
        }
        else {
            vErrors.push(err3);
        }
        errors++;
    }
    if (data.at === undefined) {
        const err4 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "at" } };
        if (vErrors === null) {
            vErrors = [err4];
        }
        else {
            vErrors.push(err4);
        }
        errors++;
    }
    if (data.run === undefined) {
        const err5 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "run" } };
        if (vErrors === null) {
            vErrors = [err5];
        }
        else {
            vErrors.push(err5);
        }
        errors++;
    }
    if (data.id === undefined) {
        const err6 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "id" } };
        if (vErrors === null) {
            vErrors = [err6];
        }
        else {
            vErrors.push(err6);
        }
        errors++;
    }
    for (const key0 in data) {
        if (!(func2.call(schema12.properties, key0))) {
            const err7 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
            if (vErrors === null) {
                vErrors = [err7];
            }
            else {
                vErrors.push(err7);
            }
            errors++;
        }
    }
    if (data.status !== undefined) {
        let data0 = data.status;
        if (typeof data0 !== "string") {
            const err8 = { instancePath: instancePath + "/status", schemaPath: "#/properties/status/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err8];
            }
            else {
                vErrors.push(err8);
            }
            errors++;
        }
        if (!keyword3.has(data0)) {
            const err9 = { instancePath: instancePath + "/status", schemaPath: "#/properties/status/enum", keyword: "enum", params: {} };
            if (vErrors === null) {
                vErrors = [err9];
            }
            else {
                vErrors.push(err9);
            }
            errors++;
        }
    }
    if (data.fingerprint !== undefined) {
        let data1 = data.fingerprint;
        if (typeof data1 === "string") {
            if (!pattern0.test(data1)) {
                const err10 = { instancePath: instancePath + "/fingerprint", schemaPath: "#/properties/fingerprint/pattern", keyword: "pattern", params: { pattern: "^sha256:[0-9a-f]{64}$" } };
                if (vErrors === null) {
                    vErrors = [err10];
                }
                else {
                    vErrors.push(err10);
                }
                errors++;
            }
        }
        else {
            const err11 = { instancePath: instancePath + "/fingerprint", schemaPath: "#/properties/fingerprint/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err11];
            }
            else {
                vErrors.push(err11);
            }
            errors++;
        }
    }
    if (data.body !== undefined) {
        let data2 = data.body;
        if (data2 && typeof data2 == "object" && !Array.isArray(data2)) {
            if (data2.url === undefined) {
                const err12 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/required", keyword: "required", params: { missingProperty: "url" } };
                if (vErrors === null) {
                    vErrors = [err12];
                }
                else {
                    vErrors.push(err12);
                }
                errors++;
            }
            if (data2.events === undefined) {
                const err13 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/required", keyword: "required", params: { missingProperty: "events" } };
                if (vErrors === null) {
                    vErrors = [err13];
                }
                else {
                    vErrors.push(err13);
                }
                errors++;
            }
            if (data2.status === undefined) {
                const err14 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/required", keyword: "required", params: { missingProperty: "status" } };
                if (vErrors === null) {
                    vErrors = [err14];
                }
                else {
                    vErrors.push(err14);
                }
                errors++;
            }
            for (const key1 in data2) {
                if (!((((key1 === "url") || (key1 === "events")) || (key1 === "status")) || (key1 === "organizationId"))) {
                    const err15 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 } };
                    if (vErrors === null) {
                        vErrors = [err15];
                    }
                    else {
                        vErrors.push(err15);
                    }
                    errors++;
                }
            }
            if (data2.url !== undefined) {
                if (typeof data2.url !== "string") {
                    const err16 = { instancePath: instancePath + "/body/url", schemaPath: "#/properties/body/properties/url/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err16];
                    }
                    else {
                        vErrors.push(err16);
                    }
                    errors++;
                }
            }
            if (data2.events !== undefined) {
                let data4 = data2.events;
                if (Array.isArray(data4)) {
                    const len0 = data4.length;
                    for (let i0 = 0; i0 < len0; i0++) {
                        if (typeof data4[i0] !== "string") {
                            const err17 = { instancePath: instancePath + "/body/events/" + i0, schemaPath: "#/properties/body/properties/events/items/type", keyword: "type", params: { type: "string" } };
                            if (vErrors === null) {
                                vErrors = [err17];
                            }
                            else {
                                vErrors.push(err17);
                            }
                            errors++;
                        }
                    }
                }
                else {
                    const err18 = { instancePath: instancePath + "/body/events", schemaPath: "#/properties/body/properties/events/type", keyword: "type", params: { type: "array" } };
                    if (vErrors === null) {
                        vErrors = [err18];
                    }
                    else {
                        vErrors.push(err18);
                    }
                    errors++;
                }
            }
            if (data2.status !== undefined) {
                if (typeof data2.status !== "string") {
                    const err19 = { instancePath: instancePath + "/body/status", schemaPath: "#/properties/body/properties/status/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err19];
                    }
                    else {
                        vErrors.push(err19);
                    }
                    errors++;
                }
            }
            if (data2.organizationId !== undefined) {
                if (typeof data2.organizationId !== "string") {
                    const err20 = { instancePath: instancePath + "/body/organizationId", schemaPath: "#/properties/body/properties/organizationId/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err20];
                    }
                    else {
                        vErrors.push(err20);
                    }
                    errors++;
                }
            }
        }
        else {
            const err21 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/type", keyword: "type", params: { type: "object" } };
            if (vErrors === null) {
                vErrors = [err21];
            }
            else {
                vErrors.push(err21);
            }
            errors++;
        }
    }
    if (data.patterns !== undefined) {
        let data8 = data.patterns;
        if (Array.isArray(data8)) {
            const len1 = data8.length;
            for (let i1 = 0; i1 < len1; i1++) {
                if (typeof data8[i1] !== "string") {
                    const err22 = { instancePath: instancePath + "/patterns/" + i1, schemaPath: "#/properties/patterns/items/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err22];
                    }
                    else {
                        vErrors.push(err22);
                    }
                    errors++;
                }
            }
        }
        else {
            const err23 = { instancePath: instancePath + "/patterns", schemaPath: "#/properties/patterns/type", keyword: "type", params: { type: "array" } };
            if (vErrors === null) {
                vErrors = [err23];
            }
            else {
                vErrors.push(err23);
            }
            errors++;
        }
    }
    if (data.at !== undefined) {
        if (typeof data.at !== "string") {
            const err24 = { instancePath: instancePath + "/at", schemaPath: "#/properties/at/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err24];
            }
            else {
                vErrors.push(err24);
            }
            errors++;
        }
    }
    if (data.run !== undefined) {
        let data11 = data.run;
        if (data11 && typeof data11 == "object" && !Array.isArray(data11)) {
            if (data11.id === undefined) {
                const err25 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/required", keyword: "required", params: { missingProperty: "id" } };
                if (vErrors === null) {
                    vErrors = [err25];
                }
                else {
                    vErrors.push(err25);
                }
                errors++;
            }
            if (data11.attempt === undefined) {
                const err26 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/required", keyword: "required", params: { missingProperty: "attempt" } };
                if (vErrors === null) {
                    vErrors = [err26];
                }
                else {
                    vErrors.push(err26);
                }
                errors++;
            }
            if (data11.commit === undefined) {
                const err27 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/required", keyword: "required", params: { missingProperty: "commit" } };
                if (vErrors === null) {
                    vErrors = [err27];
                }
                else {
                    vErrors.push(err27);
                }
                errors++;
            }
            for (const key2 in data11) {
                if (!(((key2 === "id") || (key2 === "attempt")) || (key2 === "commit"))) {
                    const err28 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key2 } };
                    if (vErrors === null) {
                        vErrors = [err28];
                    }
                    else {
                        vErrors.push(err28);
                    }
                    errors++;
                }
            }
            if (data11.id !== undefined) {
                if (typeof data11.id !== "string") {
                    const err29 = { instancePath: instancePath + "/run/id", schemaPath: "#/definitions/Run/properties/id/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err29];
                    }
                    else {
                        vErrors.push(err29);
                    }
                    errors++;
                }
            }
            if (data11.attempt !== undefined) {
                if (typeof data11.attempt !== "string") {
                    const err30 = { instancePath: instancePath + "/run/attempt", schemaPath: "#/definitions/Run/properties/attempt/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err30];
                    }
                    else {
                        vErrors.push(err30);
                    }
                    errors++;
                }
            }
            if (data11.commit !== undefined) {
                if (typeof data11.commit !== "string") {
                    const err31 = { instancePath: instancePath + "/run/commit", schemaPath: "#/definitions/Run/properties/commit/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err31];
                    }
                    else {
                        vErrors.push(err31);
                    }
                    errors++;
                }
            }
        }
        else {
            const err32 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/type", keyword: "type", params: { type: "object" } };
            if (vErrors === null) {
                vErrors = [err32];
            }
            else {
                vErrors.push(err32);
            }
            errors++;
        }
    }
    if (data.id !== undefined) {
        if (typeof data.id !== "string") {
            const err33 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err33];
            }
            else {
                vErrors.push(err33);
            }
            errors++;
        }
    }
    if (data.replaced !== undefined) {
        let data16 = data.replaced;
        if (Array.isArray(data16)) {
            const len2 = data16.length;
            for (let i2 = 0; i2 < len2; i2++) {
                if (typeof data16[i2] !== "string") {
                    const err34 = { instancePath: instancePath + "/replaced/" + i2, schemaPath: "#/properties/replaced/items/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err34];
                    }
                    else {
                        vErrors.push(err34);
                    }
                    errors++;
                }
            }
        }
        else {
            const err35 = { instancePath: instancePath + "/replaced", schemaPath: "#/properties/replaced/type", keyword: "type", params: { type: "array" } };
            if (vErrors === null) {
                vErrors = [err35];
            }
            else {
                vErrors.push(err35);
            }
            errors++;
        }
    }
    if (data.secret !== undefined) {
        let data18 = data.secret;
        if (data18 && typeof data18 == "object" && !Array.isArray(data18)) {
            if (data18.name === undefined) {
                const err36 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/required", keyword: "required", params: { missingProperty: "name" } };
                if (vErrors === null) {
                    vErrors = [err36];
                }
                else {
                    vErrors.push(err36);
                }
                errors++;
            }
            if (data18.storedAt === undefined) {
                const err37 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/required", keyword: "required", params: { missingProperty: "storedAt" } };
                if (vErrors === null) {
                    vErrors = [err37];
                }
                else {
                    vErrors.push(err37);
                }
                errors++;
            }
            for (const key3 in data18) {
                if (!(((key3 === "name") || (key3 === "environment")) || (key3 === "storedAt"))) {
                    const err38 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key3 } };
                    if (vErrors === null) {
                        vErrors = [err38];
                    }
                    else {
                        vErrors.push(err38);
                    }
                    errors++;
                }
            }
            if (data18.name !== undefined) {
                if (typeof data18.name !== "string") {
                    const err39 = { instancePath: instancePath + "/secret/name", schemaPath: "#/properties/secret/properties/name/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err39];
                    }
                    else {
                        vErrors.push(err39);
                    }
                    errors++;
                }
            }
            if (data18.environment !== undefined) {
                if (typeof data18.environment !== "string") {
                    const err40 = { instancePath: instancePath + "/secret/environment", schemaPath: "#/properties/secret/properties/environment/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err40];
                    }
                    else {
                        vErrors.push(err40);
                    }
                    errors++;
                }
            }
            if (data18.storedAt !== undefined) {
                if (typeof data18.storedAt !== "string") {
                    const err41 = { instancePath: instancePath + "/secret/storedAt", schemaPath: "#/properties/secret/properties/storedAt/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err41];
                    }
                    else {
                        vErrors.push(err41);
                    }
                    errors++;
                }
            }
        }
        else {
            const err42 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/type", keyword: "type", params: { type: "object" } };
            if (vErrors === null) {
                vErrors = [err42];
            }
            else {
                vErrors.push(err42);
            }
            errors++;
        }
    }
}
else {
    const err43 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err43];
    }
    else {
        vErrors.push(err43);
    }
    errors++;
} validate11.errors = vErrors; return errors === 0; }
const schema14 = { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run", "id"], "properties": { "status": { "type": "string", "enum": ["adopted"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "type": "object", "additionalProperties": false, "required": ["url", "events", "status"], "properties": { "url": { "type": "string" }, "events": { "type": "array", "items": { "type": "string" } }, "status": { "type": "string" }, "organizationId": { "type": "string" } } }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string" }, "run": { "$ref": "#/definitions/Run" }, "id": { "type": "string" }, "replaced": { "type": "array", "items": { "type": "string" } }, "secret": { "type": "object", "additionalProperties": false, "required": ["name", "storedAt"], "properties": { "name": { "type": "string" }, "environment": { "type": "string" }, "storedAt": { "type": "string" } } } } };
const keyword4 = new Set(["adopted"]);
function validate13(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.status === undefined) {
        const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "status" } };
        if (vErrors === null) {
            vErrors = [err0];
        }
        else {
            vErrors.push(err0);
        }
        errors++;
    }
    if (data.fingerprint === undefined) {
        const err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "fingerprint" } };
        if (vErrors === null) {
            vErrors = [err1];
        }
        else {
            vErrors.push(err1);
        }
        errors++;
    }
    if (data.body === undefined) {
        const err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "body" } };
        if (vErrors === null) {
            vErrors = [err2];
        }
        else {
            vErrors.push(err2);
        }
        errors++;
    }
    if (data.patterns === undefined) {
        const err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "patterns" } };
        if (vErrors === null) {
            vErrors = [err3];
        }
        else {
            vErrors.push(err3);
        }
        errors++;
    }
    if (data.at === undefined) {
        const err4 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "at" } };
        if (vErrors === null) {
            vErrors = [err4];
        }
        else {
            vErrors.push(err4);
        }
        errors++;
    }
    if (data.run === undefined) {
        const err5 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "run" } };
        if (vErrors === null) {
            vErrors = [err5];
        }
        else {
            vErrors.push(err5);
        }
        errors++;
    }
    if (data.id === undefined) {
        const err6 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "id" } };
        if (vErrors === null) {
            vErrors = [err6];
        }
        else {
            vErrors.push(err6);
        }
        errors++;
    }
    for (const key0 in data) {
        if (!(func2.call(schema14.properties, key0))) {
            const err7 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
            if (vErrors === null) {
                vErrors = [err7];
            }
            else {
                vErrors.push(err7);
            }
            errors++;
        }
    }
    if (data.status !== undefined) {
        let data0 = data.status;
        if (typeof data0 !== "string") {
            const err8 = { instancePath: instancePath + "/status", schemaPath: "#/properties/status/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err8];
            }
            else {
                vErrors.push(err8);
            }
            errors++;
        }
        if (!keyword4.has(data0)) {
            const err9 = { instancePath: instancePath + "/status", schemaPath: "#/properties/status/enum", keyword: "enum", params: {} };
            if (vErrors === null) {
                vErrors = [err9];
            }
            else {
                vErrors.push(err9);
            }
            errors++;
        }
    }
    if (data.fingerprint !== undefined) {
        let data1 = data.fingerprint;
        if (typeof data1 === "string") {
            if (!pattern0.test(data1)) {
                const err10 = { instancePath: instancePath + "/fingerprint", schemaPath: "#/properties/fingerprint/pattern", keyword: "pattern", params: { pattern: "^sha256:[0-9a-f]{64}$" } };
                if (vErrors === null) {
                    vErrors = [err10];
                }
                else {
                    vErrors.push(err10);
                }
                errors++;
            }
        }
        else {
            const err11 = { instancePath: instancePath + "/fingerprint", schemaPath: "#/properties/fingerprint/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err11];
            }
            else {
                vErrors.push(err11);
            }
            errors++;
        }
    }
    if (data.body !== undefined) {
        let data2 = data.body;
        if (data2 && typeof data2 == "object" && !Array.isArray(data2)) {
            if (data2.url === undefined) {
                const err12 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/required", keyword: "required", params: { missingProperty: "url" } };
                if (vErrors === null) {
                    vErrors = [err12];
                }
                else {
                    vErrors.push(err12);
                }
                errors++;
            }
            if (data2.events === undefined) {
                const err13 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/required", keyword: "required", params: { missingProperty: "events" } };
                if (vErrors === null) {
                    vErrors = [err13];
                }
                else {
                    vErrors.push(err13);
                }
                errors++;
            }
            if (data2.status === undefined) {
                const err14 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/required", keyword: "required", params: { missingProperty: "status" } };
                if (vErrors === null) {
                    vErrors = [err14];
                }
                else {
                    vErrors.push(err14);
                }
                errors++;
            }
            for (const key1 in data2) {
                if (!((((key1 === "url") || (key1 === "events")) || (key1 === "status")) || (key1 === "organizationId"))) {
                    const err15 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 } };
                    if (vErrors === null) {
                        vErrors = [err15];
                    }
                    else {
                        vErrors.push(err15);
                    }
                    errors++;
                }
            }
            if (data2.url !== undefined) {
                if (typeof data2.url !== "string") {
                    const err16 = { instancePath: instancePath + "/body/url", schemaPath: "#/properties/body/properties/url/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err16];
                    }
                    else {
                        vErrors.push(err16);
                    }
                    errors++;
                }
            }
            if (data2.events !== undefined) {
                let data4 = data2.events;
                if (Array.isArray(data4)) {
                    const len0 = data4.length;
                    for (let i0 = 0; i0 < len0; i0++) {
                        if (typeof data4[i0] !== "string") {
                            const err17 = { instancePath: instancePath + "/body/events/" + i0, schemaPath: "#/properties/body/properties/events/items/type", keyword: "type", params: { type: "string" } };
                            if (vErrors === null) {
                                vErrors = [err17];
                            }
                            else {
                                vErrors.push(err17);
                            }
                            errors++;
                        }
                    }
                }
                else {
                    const err18 = { instancePath: instancePath + "/body/events", schemaPath: "#/properties/body/properties/events/type", keyword: "type", params: { type: "array" } };
                    if (vErrors === null) {
                        vErrors = [err18];
                    }
                    else {
                        vErrors.push(err18);
                    }
                    errors++;
                }
            }
            if (data2.status !== undefined) {
                if (typeof data2.status !== "string") {
                    const err19 = { instancePath: instancePath + "/body/status", schemaPath: "#/properties/body/properties/status/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err19];
                    }
                    else {
                        vErrors.push(err19);
                    }
                    errors++;
                }
            }
            if (data2.organizationId !== undefined) {
                if (typeof data2.organizationId !== "string") {
                    const err20 = { instancePath: instancePath + "/body/organizationId", schemaPath: "#/properties/body/properties/organizationId/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err20];
                    }
                    else {
                        vErrors.push(err20);
                    }
                    errors++;
                }
            }
        }
        else {
            const err21 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/type", keyword: "type", params: { type: "object" } };
            if (vErrors === null) {
                vErrors = [err21];
            }
            else {
                vErrors.push(err21);
            }
            errors++;
        }
    }
    if (data.patterns !== undefined) {
        let data8 = data.patterns;
        if (Array.isArray(data8)) {
            const len1 = data8.length;
            for (let i1 = 0; i1 < len1; i1++) {
                if (typeof data8[i1] !== "string") {
                    const err22 = { instancePath: instancePath + "/patterns/" + i1, schemaPath: "#/properties/patterns/items/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err22];
                    }
                    else {
                        vErrors.push(err22);
                    }
                    errors++;
                }
            }
        }
        else {
            const err23 = { instancePath: instancePath + "/patterns", schemaPath: "#/properties/patterns/type", keyword: "type", params: { type: "array" } };
            if (vErrors === null) {
                vErrors = [err23];
            }
            else {
                vErrors.push(err23);
            }
            errors++;
        }
    }
    if (data.at !== undefined) {
        if (typeof data.at !== "string") {
            const err24 = { instancePath: instancePath + "/at", schemaPath: "#/properties/at/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err24];
            }
            else {
                vErrors.push(err24);
            }
            errors++;
        }
    }
    if (data.run !== undefined) {
        let data11 = data.run;
        if (data11 && typeof data11 == "object" && !Array.isArray(data11)) {
            if (data11.id === undefined) {
                const err25 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/required", keyword: "required", params: { missingProperty: "id" } };
                if (vErrors === null) {
                    vErrors = [err25];
                }
                else {
                    vErrors.push(err25);
                }
                errors++;
            }
            if (data11.attempt === undefined) {
                const err26 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/required", keyword: "required", params: { missingProperty: "attempt" } };
                if (vErrors === null) {
                    vErrors = [err26];
                }
                else {
                    vErrors.push(err26);
                }
                errors++;
            }
            if (data11.commit === undefined) {
                const err27 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/required", keyword: "required", params: { missingProperty: "commit" } };
                if (vErrors === null) {
                    vErrors = [err27];
                }
                else {
                    vErrors.push(err27);
                }
                errors++;
            }
            for (const key2 in data11) {
                if (!(((key2 === "id") || (key2 === "attempt")) || (key2 === "commit"))) {
                    const err28 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key2 } };
                    if (vErrors === null) {
                        vErrors = [err28];
                    }
                    else {
                        vErrors.push(err28);
                    }
                    errors++;
                }
            }
            if (data11.id !== undefined) {
                if (typeof data11.id !== "string") {
                    const err29 = { instancePath: instancePath + "/run/id", schemaPath: "#/definitions/Run/properties/id/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err29];
                    }
                    else {
                        vErrors.push(err29);
                    }
                    errors++;
                }
            }
            if (data11.attempt !== undefined) {
                if (typeof data11.attempt !== "string") {
                    const err30 = { instancePath: instancePath + "/run/attempt", schemaPath: "#/definitions/Run/properties/attempt/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err30];
                    }
                    else {
                        vErrors.push(err30);
                    }
                    errors++;
                }
            }
            if (data11.commit !== undefined) {
                if (typeof data11.commit !== "string") {
                    const err31 = { instancePath: instancePath + "/run/commit", schemaPath: "#/definitions/Run/properties/commit/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err31];
                    }
                    else {
                        vErrors.push(err31);
                    }
                    errors++;
                }
            }
        }
        else {
            const err32 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/type", keyword: "type", params: { type: "object" } };
            if (vErrors === null) {
                vErrors = [err32];
            }
            else {
                vErrors.push(err32);
            }
            errors++;
        }
    }
    if (data.id !== undefined) {
        if (typeof data.id !== "string") {
            const err33 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err33];
            }
            else {
                vErrors.push(err33);
            }
            errors++;
        }
    }
    if (data.replaced !== undefined) {
        let data16 = data.replaced;
        if (Array.isArray(data16)) {
            const len2 = data16.length;
            for (let i2 = 0; i2 < len2; i2++) {
                if (typeof data16[i2] !== "string") {
                    const err34 = { instancePath: instancePath + "/replaced/" + i2, schemaPath: "#/properties/replaced/items/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err34];
                    }
                    else {
                        vErrors.push(err34);
                    }
                    errors++;
                }
            }
        }
        else {
            const err35 = { instancePath: instancePath + "/replaced", schemaPath: "#/properties/replaced/type", keyword: "type", params: { type: "array" } };
            if (vErrors === null) {
                vErrors = [err35];
            }
            else {
                vErrors.push(err35);
            }
            errors++;
        }
    }
    if (data.secret !== undefined) {
        let data18 = data.secret;
        if (data18 && typeof data18 == "object" && !Array.isArray(data18)) {
            if (data18.name === undefined) {
                const err36 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/required", keyword: "required", params: { missingProperty: "name" } };
                if (vErrors === null) {
                    vErrors = [err36];
                }
                else {
                    vErrors.push(err36);
                }
                errors++;
            }
            if (data18.storedAt === undefined) {
                const err37 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/required", keyword: "required", params: { missingProperty: "storedAt" } };
                if (vErrors === null) {
                    vErrors = [err37];
                }
                else {
                    vErrors.push(err37);
                }
                errors++;
            }
            for (const key3 in data18) {
                if (!(((key3 === "name") || (key3 === "environment")) || (key3 === "storedAt"))) {
                    const err38 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key3 } };
                    if (vErrors === null) {
                        vErrors = [err38];
                    }
                    else {
                        vErrors.push(err38);
                    }
                    errors++;
                }
            }
            if (data18.name !== undefined) {
                if (typeof data18.name !== "string") {
                    const err39 = { instancePath: instancePath + "/secret/name", schemaPath: "#/properties/secret/properties/name/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err39];
                    }
                    else {
                        vErrors.push(err39);
                    }
                    errors++;
                }
            }
            if (data18.environment !== undefined) {
                if (typeof data18.environment !== "string") {
                    const err40 = { instancePath: instancePath + "/secret/environment", schemaPath: "#/properties/secret/properties/environment/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err40];
                    }
                    else {
                        vErrors.push(err40);
                    }
                    errors++;
                }
            }
            if (data18.storedAt !== undefined) {
                if (typeof data18.storedAt !== "string") {
                    const err41 = { instancePath: instancePath + "/secret/storedAt", schemaPath: "#/properties/secret/properties/storedAt/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err41];
                    }
                    else {
                        vErrors.push(err41);
                    }
                    errors++;
                }
            }
        }
        else {
            const err42 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/type", keyword: "type", params: { type: "object" } };
            if (vErrors === null) {
                vErrors = [err42];
            }
            else {
                vErrors.push(err42);
            }
            errors++;
        }
    }
}
else {
    const err43 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err43];
    }
    else {
        vErrors.push(err43);
    }
    errors++;
} validate13.errors = vErrors; return errors === 0; }
const schema16 = { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run"], "properties": { "status": { "type": "string", "enum": ["intent"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "type": "object", "additionalProperties": false, "required": ["url", "events", "status"], "properties": { "url": { "type": "string" }, "events": { "type": "array", "items": { "type": "string" } }, "status": { "type": "string" }, "organizationId": { "type": "string" } } }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string" }, "run": { "$ref": "#/definitions/Run" }, "previous": { "oneOf": [{ "$ref": "#/definitions/Registered" }, { "$ref": "#/definitions/Adopted" }] } } };
const keyword5 = new Set(["intent"]);
function validate15(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.status === undefined) {
        const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "status" } };
        if (vErrors === null) {
            vErrors = [err0];
        }
        else {
            vErrors.push(err0);
        }
        errors++;
    }
    if (data.fingerprint === undefined) {
        const err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "fingerprint" } };
        if (vErrors === null) {
            vErrors = [err1];
        }
        else {
            vErrors.push(err1);
        }
        errors++;
    }
    if (data.body === undefined) {
        const err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "body" } };
        if (vErrors === null) {
            vErrors = [err2];
        }
        else {
            vErrors.push(err2);
        }
        errors++;
    }
    if (data.patterns === undefined) {
        const err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "patterns" } };
        if (vErrors === null) {
            vErrors = [err3];
        }
        else {
            vErrors.push(err3);
        }
        errors++;
    }
    if (data.at === undefined) {
        const err4 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "at" } };
        if (vErrors === null) {
            vErrors = [err4];
        }
        else {
            vErrors.push(err4);
        }
        errors++;
    }
    if (data.run === undefined) {
        const err5 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "run" } };
        if (vErrors === null) {
            vErrors = [err5];
        }
        else {
            vErrors.push(err5);
        }
        errors++;
    }
    for (const key0 in data) {
        if (!(((((((key0 === "status") || (key0 === "fingerprint")) || (key0 === "body")) || (key0 === "patterns")) || (key0 === "at")) || (key0 === "run")) || (key0 === "previous"))) {
            const err6 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
            if (vErrors === null) {
                vErrors = [err6];
            }
            else {
                vErrors.push(err6);
            }
            errors++;
        }
    }
    if (data.status !== undefined) {
        let data0 = data.status;
        if (typeof data0 !== "string") {
            const err7 = { instancePath: instancePath + "/status", schemaPath: "#/properties/status/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err7];
            }
            else {
                vErrors.push(err7);
            }
            errors++;
        }
        if (!keyword5.has(data0)) {
            const err8 = { instancePath: instancePath + "/status", schemaPath: "#/properties/status/enum", keyword: "enum", params: {} };
            if (vErrors === null) {
                vErrors = [err8];
            }
            else {
                vErrors.push(err8);
            }
            errors++;
        }
    }
    if (data.fingerprint !== undefined) {
        let data1 = data.fingerprint;
        if (typeof data1 === "string") {
            if (!pattern0.test(data1)) {
                const err9 = { instancePath: instancePath + "/fingerprint", schemaPath: "#/properties/fingerprint/pattern", keyword: "pattern", params: { pattern: "^sha256:[0-9a-f]{64}$" } };
                if (vErrors === null) {
                    vErrors = [err9];
                }
                else {
                    vErrors.push(err9);
                }
                errors++;
            }
        }
        else {
            const err10 = { instancePath: instancePath + "/fingerprint", schemaPath: "#/properties/fingerprint/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err10];
            }
            else {
                vErrors.push(err10);
            }
            errors++;
        }
    }
    if (data.body !== undefined) {
        let data2 = data.body;
        if (data2 && typeof data2 == "object" && !Array.isArray(data2)) {
            if (data2.url === undefined) {
                const err11 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/required", keyword: "required", params: { missingProperty: "url" } };
                if (vErrors === null) {
                    vErrors = [err11];
                }
                else {
                    vErrors.push(err11);
                }
                errors++;
            }
            if (data2.events === undefined) {
                const err12 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/required", keyword: "required", params: { missingProperty: "events" } };
                if (vErrors === null) {
                    vErrors = [err12];
                }
                else {
                    vErrors.push(err12);
                }
                errors++;
            }
            if (data2.status === undefined) {
                const err13 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/required", keyword: "required", params: { missingProperty: "status" } };
                if (vErrors === null) {
                    vErrors = [err13];
                }
                else {
                    vErrors.push(err13);
                }
                errors++;
            }
            for (const key1 in data2) {
                if (!((((key1 === "url") || (key1 === "events")) || (key1 === "status")) || (key1 === "organizationId"))) {
                    const err14 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 } };
                    if (vErrors === null) {
                        vErrors = [err14];
                    }
                    else {
                        vErrors.push(err14);
                    }
                    errors++;
                }
            }
            if (data2.url !== undefined) {
                if (typeof data2.url !== "string") {
                    const err15 = { instancePath: instancePath + "/body/url", schemaPath: "#/properties/body/properties/url/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err15];
                    }
                    else {
                        vErrors.push(err15);
                    }
                    errors++;
                }
            }
            if (data2.events !== undefined) {
                let data4 = data2.events;
                if (Array.isArray(data4)) {
                    const len0 = data4.length;
                    for (let i0 = 0; i0 < len0; i0++) {
                        if (typeof data4[i0] !== "string") {
                            const err16 = { instancePath: instancePath + "/body/events/" + i0, schemaPath: "#/properties/body/properties/events/items/type", keyword: "type", params: { type: "string" } };
                            if (vErrors === null) {
                                vErrors = [err16];
                            }
                            else {
                                vErrors.push(err16);
                            }
                            errors++;
                        }
                    }
                }
                else {
                    const err17 = { instancePath: instancePath + "/body/events", schemaPath: "#/properties/body/properties/events/type", keyword: "type", params: { type: "array" } };
                    if (vErrors === null) {
                        vErrors = [err17];
                    }
                    else {
                        vErrors.push(err17);
                    }
                    errors++;
                }
            }
            if (data2.status !== undefined) {
                if (typeof data2.status !== "string") {
                    const err18 = { instancePath: instancePath + "/body/status", schemaPath: "#/properties/body/properties/status/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err18];
                    }
                    else {
                        vErrors.push(err18);
                    }
                    errors++;
                }
            }
            if (data2.organizationId !== undefined) {
                if (typeof data2.organizationId !== "string") {
                    const err19 = { instancePath: instancePath + "/body/organizationId", schemaPath: "#/properties/body/properties/organizationId/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err19];
                    }
                    else {
                        vErrors.push(err19);
                    }
                    errors++;
                }
            }
        }
        else {
            const err20 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/type", keyword: "type", params: { type: "object" } };
            if (vErrors === null) {
                vErrors = [err20];
            }
            else {
                vErrors.push(err20);
            }
            errors++;
        }
    }
    if (data.patterns !== undefined) {
        let data8 = data.patterns;
        if (Array.isArray(data8)) {
            const len1 = data8.length;
            for (let i1 = 0; i1 < len1; i1++) {
                if (typeof data8[i1] !== "string") {
                    const err21 = { instancePath: instancePath + "/patterns/" + i1, schemaPath: "#/properties/patterns/items/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err21];
                    }
                    else {
                        vErrors.push(err21);
                    }
                    errors++;
                }
            }
        }
        else {
            const err22 = { instancePath: instancePath + "/patterns", schemaPath: "#/properties/patterns/type", keyword: "type", params: { type: "array" } };
            if (vErrors === null) {
                vErrors = [err22];
            }
            else {
                vErrors.push(err22);
            }
            errors++;
        }
    }
    if (data.at !== undefined) {
        if (typeof data.at !== "string") {
            const err23 = { instancePath: instancePath + "/at", schemaPath: "#/properties/at/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err23];
            }
            else {
                vErrors.push(err23);
            }
            errors++;
        }
    }
    if (data.run !== undefined) {
        let data11 = data.run;
        if (data11 && typeof data11 == "object" && !Array.isArray(data11)) {
            if (data11.id === undefined) {
                const err24 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/required", keyword: "required", params: { missingProperty: "id" } };
                if (vErrors === null) {
                    vErrors = [err24];
                }
                else {
                    vErrors.push(err24);
                }
                errors++;
            }
            if (data11.attempt === undefined) {
                const err25 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/required", keyword: "required", params: { missingProperty: "attempt" } };
                if (vErrors === null) {
                    vErrors = [err25];
                }
                else {
                    vErrors.push(err25);
                }
                errors++;
            }
            if (data11.commit === undefined) {
                const err26 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/required", keyword: "required", params: { missingProperty: "commit" } };
                if (vErrors === null) {
                    vErrors = [err26];
                }
                else {
                    vErrors.push(err26);
                }
                errors++;
            }
            for (const key2 in data11) {
                if (!(((key2 === "id") || (key2 === "attempt")) || (key2 === "commit"))) {
                    const err27 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key2 } };
                    if (vErrors === null) {
                        vErrors = [err27];
                    }
                    else {
                        vErrors.push(err27);
                    }
                    errors++;
                }
            }
            if (data11.id !== undefined) {
                if (typeof data11.id !== "string") {
                    const err28 = { instancePath: instancePath + "/run/id", schemaPath: "#/definitions/Run/properties/id/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err28];
                    }
                    else {
                        vErrors.push(err28);
                    }
                    errors++;
                }
            }
            if (data11.attempt !== undefined) {
                if (typeof data11.attempt !== "string") {
                    const err29 = { instancePath: instancePath + "/run/attempt", schemaPath: "#/definitions/Run/properties/attempt/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err29];
                    }
                    else {
                        vErrors.push(err29);
                    }
                    errors++;
                }
            }
            if (data11.commit !== undefined) {
                if (typeof data11.commit !== "string") {
                    const err30 = { instancePath: instancePath + "/run/commit", schemaPath: "#/definitions/Run/properties/commit/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err30];
                    }
                    else {
                        vErrors.push(err30);
                    }
                    errors++;
                }
            }
        }
        else {
            const err31 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/type", keyword: "type", params: { type: "object" } };
            if (vErrors === null) {
                vErrors = [err31];
            }
            else {
                vErrors.push(err31);
            }
            errors++;
        }
    }
    if (data.previous !== undefined) {
        let data15 = data.previous;
        const _errs36 = errors;
        let valid8 = false;
        let passing0 = null;
        const _errs37 = errors;
        if (!(validate11(data15, { instancePath: instancePath + "/previous", parentData: data, parentDataProperty: "previous", rootData }))) {
            vErrors = vErrors === null ? validate11.errors : vErrors.concat(validate11.errors);
            errors = vErrors.length;
        }
        var _valid0 = _errs37 === errors;
        if (_valid0) {
            valid8 = true;
            passing0 = 0;
        }
        const _errs38 = errors;
        if (!(validate13(data15, { instancePath: instancePath + "/previous", parentData: data, parentDataProperty: "previous", rootData }))) {
            vErrors = vErrors === null ? validate13.errors : vErrors.concat(validate13.errors);
            errors = vErrors.length;
        }
        var _valid0 = _errs38 === errors;
        if (_valid0 && valid8) {
            valid8 = false;
            passing0 = [passing0, 1];
        }
        else {
            if (_valid0) {
                valid8 = true;
                passing0 = 1;
            }
        }
        if (!valid8) {
            const err32 = { instancePath: instancePath + "/previous", schemaPath: "#/properties/previous/oneOf", keyword: "oneOf", params: { passingSchemas: passing0 } };
            if (vErrors === null) {
                vErrors = [err32];
            }
            else {
                vErrors.push(err32);
            }
            errors++;
        }
        else {
            errors = _errs36;
            if (vErrors !== null) {
                if (_errs36) {
                    vErrors.length = _errs36;
                }
                else {
                    vErrors = null;
                }
            }
        }
    }
}
else {
    const err33 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err33];
    }
    else {
        vErrors.push(err33);
    }
    errors++;
} validate15.errors = vErrors; return errors === 0; }
const schema18 = { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run", "reason"], "properties": { "status": { "type": "string", "enum": ["unknown"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "type": "object", "additionalProperties": false, "required": ["url", "events", "status"], "properties": { "url": { "type": "string" }, "events": { "type": "array", "items": { "type": "string" } }, "status": { "type": "string" }, "organizationId": { "type": "string" } } }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string" }, "run": { "$ref": "#/definitions/Run" }, "previous": { "oneOf": [{ "$ref": "#/definitions/Registered" }, { "$ref": "#/definitions/Adopted" }] }, "reason": { "type": "string" } } };
const keyword6 = new Set(["unknown"]);
function validate19(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.status === undefined) {
        const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "status" } };
        if (vErrors === null) {
            vErrors = [err0];
        }
        else {
            vErrors.push(err0);
        }
        errors++;
    }
    if (data.fingerprint === undefined) {
        const err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "fingerprint" } };
        if (vErrors === null) {
            vErrors = [err1];
        }
        else {
            vErrors.push(err1);
        }
        errors++;
    }
    if (data.body === undefined) {
        const err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "body" } };
        if (vErrors === null) {
            vErrors = [err2];
        }
        else {
            vErrors.push(err2);
        }
        errors++;
    }
    if (data.patterns === undefined) {
        const err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "patterns" } };
        if (vErrors === null) {
            vErrors = [err3];
        }
        else {
            vErrors.push(err3);
        }
        errors++;
    }
    if (data.at === undefined) {
        const err4 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "at" } };
        if (vErrors === null) {
            vErrors = [err4];
        }
        else {
            vErrors.push(err4);
        }
        errors++;
    }
    if (data.run === undefined) {
        const err5 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "run" } };
        if (vErrors === null) {
            vErrors = [err5];
        }
        else {
            vErrors.push(err5);
        }
        errors++;
    }
    if (data.reason === undefined) {
        const err6 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "reason" } };
        if (vErrors === null) {
            vErrors = [err6];
        }
        else {
            vErrors.push(err6);
        }
        errors++;
    }
    for (const key0 in data) {
        if (!((((((((key0 === "status") || (key0 === "fingerprint")) || (key0 === "body")) || (key0 === "patterns")) || (key0 === "at")) || (key0 === "run")) || (key0 === "previous")) || (key0 === "reason"))) {
            const err7 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
            if (vErrors === null) {
                vErrors = [err7];
            }
            else {
                vErrors.push(err7);
            }
            errors++;
        }
    }
    if (data.status !== undefined) {
        let data0 = data.status;
        if (typeof data0 !== "string") {
            const err8 = { instancePath: instancePath + "/status", schemaPath: "#/properties/status/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err8];
            }
            else {
                vErrors.push(err8);
            }
            errors++;
        }
        if (!keyword6.has(data0)) {
            const err9 = { instancePath: instancePath + "/status", schemaPath: "#/properties/status/enum", keyword: "enum", params: {} };
            if (vErrors === null) {
                vErrors = [err9];
            }
            else {
                vErrors.push(err9);
            }
            errors++;
        }
    }
    if (data.fingerprint !== undefined) {
        let data1 = data.fingerprint;
        if (typeof data1 === "string") {
            if (!pattern0.test(data1)) {
                const err10 = { instancePath: instancePath + "/fingerprint", schemaPath: "#/properties/fingerprint/pattern", keyword: "pattern", params: { pattern: "^sha256:[0-9a-f]{64}$" } };
                if (vErrors === null) {
                    vErrors = [err10];
                }
                else {
                    vErrors.push(err10);
                }
                errors++;
            }
        }
        else {
            const err11 = { instancePath: instancePath + "/fingerprint", schemaPath: "#/properties/fingerprint/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err11];
            }
            else {
                vErrors.push(err11);
            }
            errors++;
        }
    }
    if (data.body !== undefined) {
        let data2 = data.body;
        if (data2 && typeof data2 == "object" && !Array.isArray(data2)) {
            if (data2.url === undefined) {
                const err12 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/required", keyword: "required", params: { missingProperty: "url" } };
                if (vErrors === null) {
                    vErrors = [err12];
                }
                else {
                    vErrors.push(err12);
                }
                errors++;
            }
            if (data2.events === undefined) {
                const err13 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/required", keyword: "required", params: { missingProperty: "events" } };
                if (vErrors === null) {
                    vErrors = [err13];
                }
                else {
                    vErrors.push(err13);
                }
                errors++;
            }
            if (data2.status === undefined) {
                const err14 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/required", keyword: "required", params: { missingProperty: "status" } };
                if (vErrors === null) {
                    vErrors = [err14];
                }
                else {
                    vErrors.push(err14);
                }
                errors++;
            }
            for (const key1 in data2) {
                if (!((((key1 === "url") || (key1 === "events")) || (key1 === "status")) || (key1 === "organizationId"))) {
                    const err15 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 } };
                    if (vErrors === null) {
                        vErrors = [err15];
                    }
                    else {
                        vErrors.push(err15);
                    }
                    errors++;
                }
            }
            if (data2.url !== undefined) {
                if (typeof data2.url !== "string") {
                    const err16 = { instancePath: instancePath + "/body/url", schemaPath: "#/properties/body/properties/url/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err16];
                    }
                    else {
                        vErrors.push(err16);
                    }
                    errors++;
                }
            }
            if (data2.events !== undefined) {
                let data4 = data2.events;
                if (Array.isArray(data4)) {
                    const len0 = data4.length;
                    for (let i0 = 0; i0 < len0; i0++) {
                        if (typeof data4[i0] !== "string") {
                            const err17 = { instancePath: instancePath + "/body/events/" + i0, schemaPath: "#/properties/body/properties/events/items/type", keyword: "type", params: { type: "string" } };
                            if (vErrors === null) {
                                vErrors = [err17];
                            }
                            else {
                                vErrors.push(err17);
                            }
                            errors++;
                        }
                    }
                }
                else {
                    const err18 = { instancePath: instancePath + "/body/events", schemaPath: "#/properties/body/properties/events/type", keyword: "type", params: { type: "array" } };
                    if (vErrors === null) {
                        vErrors = [err18];
                    }
                    else {
                        vErrors.push(err18);
                    }
                    errors++;
                }
            }
            if (data2.status !== undefined) {
                if (typeof data2.status !== "string") {
                    const err19 = { instancePath: instancePath + "/body/status", schemaPath: "#/properties/body/properties/status/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err19];
                    }
                    else {
                        vErrors.push(err19);
                    }
                    errors++;
                }
            }
            if (data2.organizationId !== undefined) {
                if (typeof data2.organizationId !== "string") {
                    const err20 = { instancePath: instancePath + "/body/organizationId", schemaPath: "#/properties/body/properties/organizationId/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err20];
                    }
                    else {
                        vErrors.push(err20);
                    }
                    errors++;
                }
            }
        }
        else {
            const err21 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/type", keyword: "type", params: { type: "object" } };
            if (vErrors === null) {
                vErrors = [err21];
            }
            else {
                vErrors.push(err21);
            }
            errors++;
        }
    }
    if (data.patterns !== undefined) {
        let data8 = data.patterns;
        if (Array.isArray(data8)) {
            const len1 = data8.length;
            for (let i1 = 0; i1 < len1; i1++) {
                if (typeof data8[i1] !== "string") {
                    const err22 = { instancePath: instancePath + "/patterns/" + i1, schemaPath: "#/properties/patterns/items/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err22];
                    }
                    else {
                        vErrors.push(err22);
                    }
                    errors++;
                }
            }
        }
        else {
            const err23 = { instancePath: instancePath + "/patterns", schemaPath: "#/properties/patterns/type", keyword: "type", params: { type: "array" } };
            if (vErrors === null) {
                vErrors = [err23];
            }
            else {
                vErrors.push(err23);
            }
            errors++;
        }
    }
    if (data.at !== undefined) {
        if (typeof data.at !== "string") {
            const err24 = { instancePath: instancePath + "/at", schemaPath: "#/properties/at/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err24];
            }
            else {
                vErrors.push(err24);
            }
            errors++;
        }
    }
    if (data.run !== undefined) {
        let data11 = data.run;
        if (data11 && typeof data11 == "object" && !Array.isArray(data11)) {
            if (data11.id === undefined) {
                const err25 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/required", keyword: "required", params: { missingProperty: "id" } };
                if (vErrors === null) {
                    vErrors = [err25];
                }
                else {
                    vErrors.push(err25);
                }
                errors++;
            }
            if (data11.attempt === undefined) {
                const err26 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/required", keyword: "required", params: { missingProperty: "attempt" } };
                if (vErrors === null) {
                    vErrors = [err26];
                }
                else {
                    vErrors.push(err26);
                }
                errors++;
            }
            if (data11.commit === undefined) {
                const err27 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/required", keyword: "required", params: { missingProperty: "commit" } };
                if (vErrors === null) {
                    vErrors = [err27];
                }
                else {
                    vErrors.push(err27);
                }
                errors++;
            }
            for (const key2 in data11) {
                if (!(((key2 === "id") || (key2 === "attempt")) || (key2 === "commit"))) {
                    const err28 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key2 } };
                    if (vErrors === null) {
                        vErrors = [err28];
                    }
                    else {
                        vErrors.push(err28);
                    }
                    errors++;
                }
            }
            if (data11.id !== undefined) {
                if (typeof data11.id !== "string") {
                    const err29 = { instancePath: instancePath + "/run/id", schemaPath: "#/definitions/Run/properties/id/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err29];
                    }
                    else {
                        vErrors.push(err29);
                    }
                    errors++;
                }
            }
            if (data11.attempt !== undefined) {
                if (typeof data11.attempt !== "string") {
                    const err30 = { instancePath: instancePath + "/run/attempt", schemaPath: "#/definitions/Run/properties/attempt/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err30];
                    }
                    else {
                        vErrors.push(err30);
                    }
                    errors++;
                }
            }
            if (data11.commit !== undefined) {
                if (typeof data11.commit !== "string") {
                    const err31 = { instancePath: instancePath + "/run/commit", schemaPath: "#/definitions/Run/properties/commit/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err31];
                    }
                    else {
                        vErrors.push(err31);
                    }
                    errors++;
                }
            }
        }
        else {
            const err32 = { instancePath: instancePath + "/run", schemaPath: "#/definitions/Run/type", keyword: "type", params: { type: "object" } };
            if (vErrors === null) {
                vErrors = [err32];
            }
            else {
                vErrors.push(err32);
            }
            errors++;
        }
    }
    if (data.previous !== undefined) {
        let data15 = data.previous;
        const _errs36 = errors;
        let valid8 = false;
        let passing0 = null;
        const _errs37 = errors;
        if (!(validate11(data15, { instancePath: instancePath + "/previous", parentData: data, parentDataProperty: "previous", rootData }))) {
            vErrors = vErrors === null ? validate11.errors : vErrors.concat(validate11.errors);
            errors = vErrors.length;
        }
        var _valid0 = _errs37 === errors;
        if (_valid0) {
            valid8 = true;
            passing0 = 0;
        }
        const _errs38 = errors;
        if (!(validate13(data15, { instancePath: instancePath + "/previous", parentData: data, parentDataProperty: "previous", rootData }))) {
            vErrors = vErrors === null ? validate13.errors : vErrors.concat(validate13.errors);
            errors = vErrors.length;
        }
        var _valid0 = _errs38 === errors;
        if (_valid0 && valid8) {
            valid8 = false;
            passing0 = [passing0, 1];
        }
        else {
            if (_valid0) {
                valid8 = true;
                passing0 = 1;
            }
        }
        if (!valid8) {
            const err33 = { instancePath: instancePath + "/previous", schemaPath: "#/properties/previous/oneOf", keyword: "oneOf", params: { passingSchemas: passing0 } };
            if (vErrors === null) {
                vErrors = [err33];
            }
            else {
                vErrors.push(err33);
            }
            errors++;
        }
        else {
            errors = _errs36;
            if (vErrors !== null) {
                if (_errs36) {
                    vErrors.length = _errs36;
                }
                else {
                    vErrors = null;
                }
            }
        }
    }
    if (data.reason !== undefined) {
        if (typeof data.reason !== "string") {
            const err34 = { instancePath: instancePath + "/reason", schemaPath: "#/properties/reason/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err34];
            }
            else {
                vErrors.push(err34);
            }
            errors++;
        }
    }
}
else {
    const err35 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err35];
    }
    else {
        vErrors.push(err35);
    }
    errors++;
} validate19.errors = vErrors; return errors === 0; }
function validate10(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.version === undefined) {
        const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "version" } };
        if (vErrors === null) {
            vErrors = [err0];
        }
        else {
            vErrors.push(err0);
        }
        errors++;
    }
    if (data.environment === undefined) {
        const err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "environment" } };
        if (vErrors === null) {
            vErrors = [err1];
        }
        else {
            vErrors.push(err1);
        }
        errors++;
    }
    if (data.manifest === undefined) {
        const err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "manifest" } };
        if (vErrors === null) {
            vErrors = [err2];
        }
        else {
            vErrors.push(err2);
        }
        errors++;
    }
    if (data.apiUrl === undefined) {
        const err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "apiUrl" } };
        if (vErrors === null) {
            vErrors = [err3];
        }
        else {
            vErrors.push(err3);
        }
        errors++;
    }
    if (data.webhooks === undefined) {
        const err4 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "webhooks" } };
        if (vErrors === null) {
            vErrors = [err4];
        }
        else {
            vErrors.push(err4);
        }
        errors++;
    }
    for (const key0 in data) {
        if (!(((((key0 === "version") || (key0 === "environment")) || (key0 === "manifest")) || (key0 === "apiUrl")) || (key0 === "webhooks"))) {
            const err5 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
            if (vErrors === null) {
                vErrors = [err5];
            }
            else {
                vErrors.push(err5);
            }
            errors++;
        }
    }
    if (data.version !== undefined) {
        let data0 = data.version;
        if (!((typeof data0 == "number") && (isFinite(data0)))) {
            const err6 = { instancePath: instancePath + "/version", schemaPath: "#/properties/version/type", keyword: "type", params: { type: "number" } };
            if (vErrors === null) {
                vErrors = [err6];
            }
            else {
                vErrors.push(err6);
            }
            errors++;
        }
        if (!keyword2.has(data0)) {
            const err7 = { instancePath: instancePath + "/version", schemaPath: "#/properties/version/enum", keyword: "enum", params: {} };
            if (vErrors === null) {
                vErrors = [err7];
            }
            else {
                vErrors.push(err7);
            }
            errors++;
        }
    }
    if (data.environment !== undefined) {
        if (typeof data.environment !== "string") {
            const err8 = { instancePath: instancePath + "/environment", schemaPath: "#/properties/environment/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err8];
            }
            else {
                vErrors.push(err8);
            }
            errors++;
        }
    }
    if (data.manifest !== undefined) {
        if (typeof data.manifest !== "string") {
            const err9 = { instancePath: instancePath + "/manifest", schemaPath: "#/properties/manifest/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err9];
            }
            else {
                vErrors.push(err9);
            }
            errors++;
        }
    }
    if (data.apiUrl !== undefined) {
        if (typeof data.apiUrl !== "string") {
            const err10 = { instancePath: instancePath + "/apiUrl", schemaPath: "#/properties/apiUrl/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err10];
            }
            else {
                vErrors.push(err10);
            }
            errors++;
        }
    }
    if (data.webhooks !== undefined) {
        let data4 = data.webhooks;
        if (data4 && typeof data4 == "object" && !Array.isArray(data4)) {
            for (const key1 in data4) {
                let data5 = data4[key1];
                const _errs14 = errors;
                let valid2 = false;
                let passing0 = null;
                const _errs15 = errors;
                if (!(validate11(data5, { instancePath: instancePath + "/webhooks/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data4, parentDataProperty: key1, rootData }))) {
                    vErrors = vErrors === null ? validate11.errors : vErrors.concat(validate11.errors);
                    errors = vErrors.length;
                }
                var _valid0 = _errs15 === errors;
                if (_valid0) {
                    valid2 = true;
                    passing0 = 0;
                }
                const _errs16 = errors;
                if (!(validate13(data5, { instancePath: instancePath + "/webhooks/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data4, parentDataProperty: key1, rootData }))) {
                    vErrors = vErrors === null ? validate13.errors : vErrors.concat(validate13.errors);
                    errors = vErrors.length;
                }
                var _valid0 = _errs16 === errors;
                if (_valid0 && valid2) {
                    valid2 = false;
                    passing0 = [passing0, 1];
                }
                else {
                    if (_valid0) {
                        valid2 = true;
                        passing0 = 1;
                    }
                    const _errs17 = errors;
                    if (!(validate15(data5, { instancePath: instancePath + "/webhooks/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data4, parentDataProperty: key1, rootData }))) {
                        vErrors = vErrors === null ? validate15.errors : vErrors.concat(validate15.errors);
                        errors = vErrors.length;
                    }
                    var _valid0 = _errs17 === errors;
                    if (_valid0 && valid2) {
                        valid2 = false;
                        passing0 = [passing0, 2];
                    }
                    else {
                        if (_valid0) {
                            valid2 = true;
                            passing0 = 2;
                        }
                        const _errs18 = errors;
                        if (!(validate19(data5, { instancePath: instancePath + "/webhooks/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data4, parentDataProperty: key1, rootData }))) {
                            vErrors = vErrors === null ? validate19.errors : vErrors.concat(validate19.errors);
                            errors = vErrors.length;
                        }
                        var _valid0 = _errs18 === errors;
                        if (_valid0 && valid2) {
                            valid2 = false;
                            passing0 = [passing0, 3];
                        }
                        else {
                            if (_valid0) {
                                valid2 = true;
                                passing0 = 3;
                            }
                        }
                    }
                }
                if (!valid2) {
                    const err11 = { instancePath: instancePath + "/webhooks/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/webhooks/additionalProperties/oneOf", keyword: "oneOf", params: { passingSchemas: passing0 } };
                    if (vErrors === null) {
                        vErrors = [err11];
                    }
                    else {
                        vErrors.push(err11);
                    }
                    errors++;
                }
                else {
                    errors = _errs14;
                    if (vErrors !== null) {
                        if (_errs14) {
                            vErrors.length = _errs14;
                        }
                        else {
                            vErrors = null;
                        }
                    }
                }
            }
        }
        else {
            const err12 = { instancePath: instancePath + "/webhooks", schemaPath: "#/properties/webhooks/type", keyword: "type", params: { type: "object" } };
            if (vErrors === null) {
                vErrors = [err12];
            }
            else {
                vErrors.push(err12);
            }
            errors++;
        }
    }
}
else {
    const err13 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err13];
    }
    else {
        vErrors.push(err13);
    }
    errors++;
} validate10.errors = vErrors; return errors === 0; }

// EXTERNAL MODULE: ./lib/state/document.js
var state_document = __webpack_require__(392);
;// CONCATENATED MODULE: ./lib/state/text.js
/** The state document as text. */


/** What the manifest allows; names become names of step outputs. */
const webhookName = /^[a-z][a-z0-9_-]{0,63}$/;
/**
 * Reads a document.
 * @throws StateError when it is damaged, of a newer version, or of another environment.
 */
function parseState(text, environment) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        throw new state_document/* StateError */.qq('the state is damaged: it is not JSON');
    }
    const found = value?.version;
    if (typeof found === 'number' && found > state_document/* stateVersion */.y5) {
        throw new state_document/* StateError */.qq(`the state was written by a newer version of this action (state version ${found}): use that version`);
    }
    if (!validateState(value)) {
        const { instancePath = '', keyword = '' } = validateState.errors?.[0] ?? {};
        throw new state_document/* StateError */.qq(`the state is damaged: ${instancePath || 'it'} breaks the rule "${keyword}"`);
    }
    const state = value;
    for (const name of Object.keys(state.webhooks)) {
        if (!webhookName.test(name)) {
            throw new state_document/* StateError */.qq(`the state is damaged: ${JSON.stringify(name)} is not a webhook's name`);
        }
    }
    if (state.environment !== environment) {
        throw new state_document/* StateError */.qq(`the state is of the environment "${state.environment}", not "${environment}"`);
    }
    return state;
}
/** The text of a document: names in order, so that a diff of two versions shows what changed and no more. */
function stateText(state) {
    const webhooks = Object.fromEntries(Object.entries(state.webhooks).sort(([a], [b]) => (a < b ? -1 : 1)));
    return `${JSON.stringify({ ...state, webhooks }, null, 2)}\n`;
}


/***/ })

};
