export const id = 239;
export const ids = [239];
export const modules = {

/***/ 239:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  deploy: () => (/* binding */ deploy)
});

// EXTERNAL MODULE: ./lib/action/report.js + 1 modules
var report = __webpack_require__(981);
// EXTERNAL MODULE: ./lib/github/error.js
var github_error = __webpack_require__(297);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(500);
;// CONCATENATED MODULE: ./lib/http/clock.js

const systemClock = {
    now: Date.now,
    elapsed: () => performance.now(),
    sleep: (ms, signal) => (0,promises_.setTimeout)(ms, undefined, { signal }).catch(() => undefined),
    random: Math.random,
};

;// CONCATENATED MODULE: ./lib/state/document.js
/** State could not be read or written. The message says what, why and what to do; parts of it may be untrusted. */
class StateError extends Error {
}
/** The version this code writes. */
const stateVersion = 1;
/** A document with nothing in it. */
function emptyState(environment, manifest, apiUrl) {
    return { version: stateVersion, environment, manifest, apiUrl, webhooks: {} };
}
/** A copy of the document with `entries` laid over its own; `undefined` takes an entry out. */
function withEntries(state, entries) {
    const webhooks = new Map(Object.entries(state.webhooks));
    for (const [name, entry] of entries) {
        if (entry === undefined)
            webhooks.delete(name);
        else
            webhooks.set(name, entry);
    }
    return { ...state, webhooks: Object.fromEntries(webhooks) };
}
/** What is recorded under a name, which may be that of a property that every object has. */
function entryOf({ webhooks }, name) {
    return Object.hasOwn(webhooks, name) ? webhooks[name] : undefined;
}
/** The recorded ID of a webhook that exists for certain. */
function idOf(entry) {
    return entry !== undefined && 'id' in entry ? entry.id : undefined;
}
/** What is certain of a webhook: the entry itself, or what it keeps of the time before a request. */
function certainOf(entry) {
    return entry === undefined || 'id' in entry ? entry : entry.previous;
}

;// CONCATENATED MODULE: ./lib/generated/state-validator.js
const validateState = validate21;
const schema6 = { "type": "object", "additionalProperties": false, "required": ["version", "environment", "manifest", "apiUrl", "webhooks"], "properties": { "version": { "type": "number", "enum": [1] }, "environment": { "type": "string" }, "manifest": { "type": "string" }, "apiUrl": { "type": "string" }, "webhooks": { "type": "object", "additionalProperties": { "type": "object", "required": ["status"], "discriminator": { "propertyName": "status" }, "oneOf": [{ "$ref": "#/definitions/Registered" }, { "$ref": "#/definitions/Adopted" }, { "$ref": "#/definitions/Intent" }, { "$ref": "#/definitions/Unknown" }] } } }, "definitions": { "Body": { "type": "object", "additionalProperties": false, "required": ["url", "events", "status"], "properties": { "url": { "type": "string" }, "events": { "type": "array", "items": { "type": "string" } }, "status": { "type": "string" }, "organizationId": { "type": "string" } } }, "Secret": { "type": "object", "additionalProperties": false, "required": ["name", "storedAt"], "properties": { "name": { "type": "string" }, "environment": { "type": "string" }, "storedAt": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } } }, "SecretBefore": { "type": "object", "additionalProperties": false, "required": ["name"], "properties": { "name": { "type": "string" }, "environment": { "type": "string" }, "writtenAt": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } } }, "Run": { "type": "object", "additionalProperties": false, "required": ["id", "attempt", "commit"], "properties": { "id": { "type": "string" }, "attempt": { "type": "string" }, "commit": { "type": "string" } } }, "Registered": { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run", "id"], "properties": { "status": { "type": "string", "enum": ["registered"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "$ref": "#/definitions/Body" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" }, "run": { "$ref": "#/definitions/Run" }, "id": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" }, "replaced": { "type": "array", "items": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" } }, "secret": { "$ref": "#/definitions/Secret" }, "secretBefore": { "$ref": "#/definitions/SecretBefore" }, "removedAt": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } } }, "Adopted": { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run", "id"], "properties": { "status": { "type": "string", "enum": ["adopted"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "$ref": "#/definitions/Body" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" }, "run": { "$ref": "#/definitions/Run" }, "id": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" }, "replaced": { "type": "array", "items": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" } }, "secret": { "$ref": "#/definitions/Secret" }, "secretBefore": { "$ref": "#/definitions/SecretBefore" }, "removedAt": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } } }, "Intent": { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run"], "properties": { "status": { "type": "string", "enum": ["intent"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "$ref": "#/definitions/Body" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" }, "run": { "$ref": "#/definitions/Run" }, "previous": { "type": "object", "required": ["status"], "discriminator": { "propertyName": "status" }, "oneOf": [{ "$ref": "#/definitions/Registered" }, { "$ref": "#/definitions/Adopted" }] }, "secretBefore": { "$ref": "#/definitions/SecretBefore" } } }, "Unknown": { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run", "reason"], "properties": { "status": { "type": "string", "enum": ["unknown"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "$ref": "#/definitions/Body" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" }, "run": { "$ref": "#/definitions/Run" }, "previous": { "type": "object", "required": ["status"], "discriminator": { "propertyName": "status" }, "oneOf": [{ "$ref": "#/definitions/Registered" }, { "$ref": "#/definitions/Adopted" }] }, "reason": { "type": "string" }, "secretBefore": { "$ref": "#/definitions/SecretBefore" } } } } };
const keyword1 = new Set([1]);
const schema7 = { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run", "id"], "properties": { "status": { "type": "string", "enum": ["registered"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "$ref": "#/definitions/Body" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" }, "run": { "$ref": "#/definitions/Run" }, "id": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" }, "replaced": { "type": "array", "items": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" } }, "secret": { "$ref": "#/definitions/Secret" }, "secretBefore": { "$ref": "#/definitions/SecretBefore" }, "removedAt": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } } };
const func2 = Object.prototype.hasOwnProperty;
const keyword2 = new Set(["registered"]);
const pattern0 = new RegExp("^sha256:[0-9a-f]{64}$", "u");
const pattern1 = new RegExp("^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$", "u");
const pattern2 = new RegExp("^[a-zA-Z0-9._-]{1,200}$", "u");
const schema8 = { "type": "object", "additionalProperties": false, "required": ["url", "events", "status"], "properties": { "url": { "type": "string" }, "events": { "type": "array", "items": { "type": "string" } }, "status": { "type": "string" }, "organizationId": { "type": "string" } } };
function validate23(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.url === undefined) {
        const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "url" } };
        if (vErrors === null) {
            vErrors = [err0];
        }
        else {
            vErrors.push(err0);
        }
        errors++;
    }
    if (data.events === undefined) {
        const err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "events" } };
        if (vErrors === null) {
            vErrors = [err1];
        }
        else {
            vErrors.push(err1);
        }
        errors++;
    }
    if (data.status === undefined) {
        const err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "status" } };
        if (vErrors === null) {
            vErrors = [err2];
        }
        else {
            vErrors.push(err2);
        }
        errors++;
    }
    for (const key0 in data) {
        if (!((((key0 === "url") || (key0 === "events")) || (key0 === "status")) || (key0 === "organizationId"))) {
            const err3 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
            if (vErrors === null) {
                vErrors = [err3];
            }
            else {
                vErrors.push(err3);
            }
            errors++;
        }
    }
    if (data.url !== undefined) {
        if (typeof data.url !== "string") {
            const err4 = { instancePath: instancePath + "/url", schemaPath: "#/properties/url/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err4];
            }
            else {
                vErrors.push(err4);
            }
            errors++;
        }
    }
    if (data.events !== undefined) {
        let data1 = data.events;
        if (Array.isArray(data1)) {
            const len0 = data1.length;
            for (let i0 = 0; i0 < len0; i0++) {
                if (typeof data1[i0] !== "string") {
                    const err5 = { instancePath: instancePath + "/events/" + i0, schemaPath: "#/properties/events/items/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err5];
                    }
                    else {
                        vErrors.push(err5);
                    }
                    errors++;
                }
            }
        }
        else {
            const err6 = { instancePath: instancePath + "/events", schemaPath: "#/properties/events/type", keyword: "type", params: { type: "array" } };
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
        if (typeof data.status !== "string") {
            const err7 = { instancePath: instancePath + "/status", schemaPath: "#/properties/status/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err7];
            }
            else {
                vErrors.push(err7);
            }
            errors++;
        }
    }
    if (data.organizationId !== undefined) {
        if (typeof data.organizationId !== "string") {
            const err8 = { instancePath: instancePath + "/organizationId", schemaPath: "#/properties/organizationId/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err8];
            }
            else {
                vErrors.push(err8);
            }
            errors++;
        }
    }
}
else {
    const err9 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err9];
    }
    else {
        vErrors.push(err9);
    }
    errors++;
} validate23.errors = vErrors; return errors === 0; }
const schema9 = { "type": "object", "additionalProperties": false, "required": ["id", "attempt", "commit"], "properties": { "id": { "type": "string" }, "attempt": { "type": "string" }, "commit": { "type": "string" } } };
function validate25(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.id === undefined) {
        const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "id" } };
        if (vErrors === null) {
            vErrors = [err0];
        }
        else {
            vErrors.push(err0);
        }
        errors++;
    }
    if (data.attempt === undefined) {
        const err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "attempt" } };
        if (vErrors === null) {
            vErrors = [err1];
        }
        else {
            vErrors.push(err1);
        }
        errors++;
    }
    if (data.commit === undefined) {
        const err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "commit" } };
        if (vErrors === null) {
            vErrors = [err2];
        }
        else {
            vErrors.push(err2);
        }
        errors++;
    }
    for (const key0 in data) {
        if (!(((key0 === "id") || (key0 === "attempt")) || (key0 === "commit"))) {
            const err3 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
            if (vErrors === null) {
                vErrors = [err3];
            }
            else {
                vErrors.push(err3);
            }
            errors++;
        }
    }
    if (data.id !== undefined) {
        if (typeof data.id !== "string") {
            const err4 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err4];
            }
            else {
                vErrors.push(err4);
            }
            errors++;
        }
    }
    if (data.attempt !== undefined) {
        if (typeof data.attempt !== "string") {
            const err5 = { instancePath: instancePath + "/attempt", schemaPath: "#/properties/attempt/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err5];
            }
            else {
                vErrors.push(err5);
            }
            errors++;
        }
    }
    if (data.commit !== undefined) {
        if (typeof data.commit !== "string") {
            const err6 = { instancePath: instancePath + "/commit", schemaPath: "#/properties/commit/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err6];
            }
            else {
                vErrors.push(err6);
            }
            errors++;
        }
    }
}
else {
    const err7 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err7];
    }
    else {
        vErrors.push(err7);
    }
    errors++;
} validate25.errors = vErrors; return errors === 0; }
const schema10 = { "type": "object", "additionalProperties": false, "required": ["name", "storedAt"], "properties": { "name": { "type": "string" }, "environment": { "type": "string" }, "storedAt": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } } };
function validate27(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.name === undefined) {
        const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "name" } };
        if (vErrors === null) {
            vErrors = [err0];
        }
        else {
            vErrors.push(err0);
        }
        errors++;
    }
    if (data.storedAt === undefined) {
        const err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "storedAt" } };
        if (vErrors === null) {
            vErrors = [err1];
        }
        else {
            vErrors.push(err1);
        }
        errors++;
    }
    for (const key0 in data) {
        if (!(((key0 === "name") || (key0 === "environment")) || (key0 === "storedAt"))) {
            const err2 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
            if (vErrors === null) {
                vErrors = [err2];
            }
            else {
                vErrors.push(err2);
            }
            errors++;
        }
    }
    if (data.name !== undefined) {
        if (typeof data.name !== "string") {
            const err3 = { instancePath: instancePath + "/name", schemaPath: "#/properties/name/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err3];
            }
            else {
                vErrors.push(err3);
            }
            errors++;
        }
    }
    if (data.environment !== undefined) {
        if (typeof data.environment !== "string") {
            const err4 = { instancePath: instancePath + "/environment", schemaPath: "#/properties/environment/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err4];
            }
            else {
                vErrors.push(err4);
            }
            errors++;
        }
    }
    if (data.storedAt !== undefined) {
        let data2 = data.storedAt;
        if (typeof data2 === "string") {
            if (!pattern1.test(data2)) {
                const err5 = { instancePath: instancePath + "/storedAt", schemaPath: "#/properties/storedAt/pattern", keyword: "pattern", params: { pattern: "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } };
                if (vErrors === null) {
                    vErrors = [err5];
                }
                else {
                    vErrors.push(err5);
                }
                errors++;
            }
        }
        else {
            const err6 = { instancePath: instancePath + "/storedAt", schemaPath: "#/properties/storedAt/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err6];
            }
            else {
                vErrors.push(err6);
            }
            errors++;
        }
    }
}
else {
    const err7 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err7];
    }
    else {
        vErrors.push(err7);
    }
    errors++;
} validate27.errors = vErrors; return errors === 0; }
const schema11 = { "type": "object", "additionalProperties": false, "required": ["name"], "properties": { "name": { "type": "string" }, "environment": { "type": "string" }, "writtenAt": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } } };
function validate29(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.name === undefined) {
        const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "name" } };
        if (vErrors === null) {
            vErrors = [err0];
        }
        else {
            vErrors.push(err0);
        }
        errors++;
    }
    for (const key0 in data) {
        if (!(((key0 === "name") || (key0 === "environment")) || (key0 === "writtenAt"))) {
            const err1 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
            if (vErrors === null) {
                vErrors = [err1];
            }
            else {
                vErrors.push(err1);
            }
            errors++;
        }
    }
    if (data.name !== undefined) {
        if (typeof data.name !== "string") {
            const err2 = { instancePath: instancePath + "/name", schemaPath: "#/properties/name/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err2];
            }
            else {
                vErrors.push(err2);
            }
            errors++;
        }
    }
    if (data.environment !== undefined) {
        if (typeof data.environment !== "string") {
            const err3 = { instancePath: instancePath + "/environment", schemaPath: "#/properties/environment/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err3];
            }
            else {
                vErrors.push(err3);
            }
            errors++;
        }
    }
    if (data.writtenAt !== undefined) {
        let data2 = data.writtenAt;
        if (typeof data2 === "string") {
            if (!pattern1.test(data2)) {
                const err4 = { instancePath: instancePath + "/writtenAt", schemaPath: "#/properties/writtenAt/pattern", keyword: "pattern", params: { pattern: "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } };
                if (vErrors === null) {
                    vErrors = [err4];
                }
                else {
                    vErrors.push(err4);
                }
                errors++;
            }
        }
        else {
            const err5 = { instancePath: instancePath + "/writtenAt", schemaPath: "#/properties/writtenAt/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err5];
            }
            else {
                vErrors.push(err5);
            }
            errors++;
        }
    }
}
else {
    const err6 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err6];
    }
    else {
        vErrors.push(err6);
    }
    errors++;
} validate29.errors = vErrors; return errors === 0; }
function validate22(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
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
        if (!(func2.call(schema7.properties, key0))) {
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
        if (!keyword2.has(data0)) {
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
        if (!(validate23(data.body, { instancePath: instancePath + "/body", parentData: data, parentDataProperty: "body", rootData }))) {
            vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
            errors = vErrors.length;
        }
    }
    if (data.patterns !== undefined) {
        let data3 = data.patterns;
        if (Array.isArray(data3)) {
            const len0 = data3.length;
            for (let i0 = 0; i0 < len0; i0++) {
                if (typeof data3[i0] !== "string") {
                    const err12 = { instancePath: instancePath + "/patterns/" + i0, schemaPath: "#/properties/patterns/items/type", keyword: "type", params: { type: "string" } };
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
            const err13 = { instancePath: instancePath + "/patterns", schemaPath: "#/properties/patterns/type", keyword: "type", params: { type: "array" } };
            if (vErrors === null) {
                vErrors = [err13];
            }
            else {
                vErrors.push(err13);
            }
            errors++;
        }
    }
    if (data.at !== undefined) {
        let data5 = data.at;
        if (typeof data5 === "string") {
            if (!pattern1.test(data5)) {
                const err14 = { instancePath: instancePath + "/at", schemaPath: "#/properties/at/pattern", keyword: "pattern", params: { pattern: "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } };
                if (vErrors === null) {
                    vErrors = [err14];
                }
                else {
                    vErrors.push(err14);
                }
                errors++;
            }
        }
        else {
            const err15 = { instancePath: instancePath + "/at", schemaPath: "#/properties/at/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err15];
            }
            else {
                vErrors.push(err15);
            }
            errors++;
        }
    }
    if (data.run !== undefined) {
        if (!(validate25(data.run, { instancePath: instancePath + "/run", parentData: data, parentDataProperty: "run", rootData }))) {
            vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
            errors = vErrors.length;
        }
    }
    if (data.id !== undefined) {
        let data7 = data.id;
        if (typeof data7 === "string") {
            if (!pattern2.test(data7)) {
                const err16 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/pattern", keyword: "pattern", params: { pattern: "^[a-zA-Z0-9._-]{1,200}$" } };
                if (vErrors === null) {
                    vErrors = [err16];
                }
                else {
                    vErrors.push(err16);
                }
                errors++;
            }
        }
        else {
            const err17 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err17];
            }
            else {
                vErrors.push(err17);
            }
            errors++;
        }
    }
    if (data.replaced !== undefined) {
        let data8 = data.replaced;
        if (Array.isArray(data8)) {
            const len1 = data8.length;
            for (let i1 = 0; i1 < len1; i1++) {
                let data9 = data8[i1];
                if (typeof data9 === "string") {
                    if (!pattern2.test(data9)) {
                        const err18 = { instancePath: instancePath + "/replaced/" + i1, schemaPath: "#/properties/replaced/items/pattern", keyword: "pattern", params: { pattern: "^[a-zA-Z0-9._-]{1,200}$" } };
                        if (vErrors === null) {
                            vErrors = [err18];
                        }
                        else {
                            vErrors.push(err18);
                        }
                        errors++;
                    }
                }
                else {
                    const err19 = { instancePath: instancePath + "/replaced/" + i1, schemaPath: "#/properties/replaced/items/type", keyword: "type", params: { type: "string" } };
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
            const err20 = { instancePath: instancePath + "/replaced", schemaPath: "#/properties/replaced/type", keyword: "type", params: { type: "array" } };
            if (vErrors === null) {
                vErrors = [err20];
            }
            else {
                vErrors.push(err20);
            }
            errors++;
        }
    }
    if (data.secret !== undefined) {
        if (!(validate27(data.secret, { instancePath: instancePath + "/secret", parentData: data, parentDataProperty: "secret", rootData }))) {
            vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
            errors = vErrors.length;
        }
    }
    if (data.secretBefore !== undefined) {
        if (!(validate29(data.secretBefore, { instancePath: instancePath + "/secretBefore", parentData: data, parentDataProperty: "secretBefore", rootData }))) {
            vErrors = vErrors === null ? validate29.errors : vErrors.concat(validate29.errors);
            errors = vErrors.length;
        }
    }
    if (data.removedAt !== undefined) {
        let data12 = data.removedAt;
        if (typeof data12 === "string") {
            if (!pattern1.test(data12)) {
                const err21 = { instancePath: instancePath + "/removedAt", schemaPath: "#/properties/removedAt/pattern", keyword: "pattern", params: { pattern: "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } };
                if (vErrors === null) {
                    vErrors = [err21];
                }
                else {
                    vErrors.push(err21);
                }
                errors++;
            }
        }
        else {
            const err22 = { instancePath: instancePath + "/removedAt", schemaPath: "#/properties/removedAt/type", keyword: "type", params: { type: "string" } };
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
    const err23 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err23];
    }
    else {
        vErrors.push(err23);
    }
    errors++;
} validate22.errors = vErrors; return errors === 0; }
const schema12 = { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run", "id"], "properties": { "status": { "type": "string", "enum": ["adopted"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "$ref": "#/definitions/Body" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" }, "run": { "$ref": "#/definitions/Run" }, "id": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" }, "replaced": { "type": "array", "items": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" } }, "secret": { "$ref": "#/definitions/Secret" }, "secretBefore": { "$ref": "#/definitions/SecretBefore" }, "removedAt": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } } };
const keyword3 = new Set(["adopted"]);
function validate31(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
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
        if (!(validate23(data.body, { instancePath: instancePath + "/body", parentData: data, parentDataProperty: "body", rootData }))) {
            vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
            errors = vErrors.length;
        }
    }
    if (data.patterns !== undefined) {
        let data3 = data.patterns;
        if (Array.isArray(data3)) {
            const len0 = data3.length;
            for (let i0 = 0; i0 < len0; i0++) {
                if (typeof data3[i0] !== "string") {
                    const err12 = { instancePath: instancePath + "/patterns/" + i0, schemaPath: "#/properties/patterns/items/type", keyword: "type", params: { type: "string" } };
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
            const err13 = { instancePath: instancePath + "/patterns", schemaPath: "#/properties/patterns/type", keyword: "type", params: { type: "array" } };
            if (vErrors === null) {
                vErrors = [err13];
            }
            else {
                vErrors.push(err13);
            }
            errors++;
        }
    }
    if (data.at !== undefined) {
        let data5 = data.at;
        if (typeof data5 === "string") {
            if (!pattern1.test(data5)) {
                const err14 = { instancePath: instancePath + "/at", schemaPath: "#/properties/at/pattern", keyword: "pattern", params: { pattern: "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } };
                if (vErrors === null) {
                    vErrors = [err14];
                }
                else {
                    vErrors.push(err14);
                }
                errors++;
            }
        }
        else {
            const err15 = { instancePath: instancePath + "/at", schemaPath: "#/properties/at/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err15];
            }
            else {
                vErrors.push(err15);
            }
            errors++;
        }
    }
    if (data.run !== undefined) {
        if (!(validate25(data.run, { instancePath: instancePath + "/run", parentData: data, parentDataProperty: "run", rootData }))) {
            vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
            errors = vErrors.length;
        }
    }
    if (data.id !== undefined) {
        let data7 = data.id;
        if (typeof data7 === "string") {
            if (!pattern2.test(data7)) {
                const err16 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/pattern", keyword: "pattern", params: { pattern: "^[a-zA-Z0-9._-]{1,200}$" } };
                if (vErrors === null) {
                    vErrors = [err16];
                }
                else {
                    vErrors.push(err16);
                }
                errors++;
            }
        }
        else {
            const err17 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err17];
            }
            else {
                vErrors.push(err17);
            }
            errors++;
        }
    }
    if (data.replaced !== undefined) {
        let data8 = data.replaced;
        if (Array.isArray(data8)) {
            const len1 = data8.length;
            for (let i1 = 0; i1 < len1; i1++) {
                let data9 = data8[i1];
                if (typeof data9 === "string") {
                    if (!pattern2.test(data9)) {
                        const err18 = { instancePath: instancePath + "/replaced/" + i1, schemaPath: "#/properties/replaced/items/pattern", keyword: "pattern", params: { pattern: "^[a-zA-Z0-9._-]{1,200}$" } };
                        if (vErrors === null) {
                            vErrors = [err18];
                        }
                        else {
                            vErrors.push(err18);
                        }
                        errors++;
                    }
                }
                else {
                    const err19 = { instancePath: instancePath + "/replaced/" + i1, schemaPath: "#/properties/replaced/items/type", keyword: "type", params: { type: "string" } };
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
            const err20 = { instancePath: instancePath + "/replaced", schemaPath: "#/properties/replaced/type", keyword: "type", params: { type: "array" } };
            if (vErrors === null) {
                vErrors = [err20];
            }
            else {
                vErrors.push(err20);
            }
            errors++;
        }
    }
    if (data.secret !== undefined) {
        if (!(validate27(data.secret, { instancePath: instancePath + "/secret", parentData: data, parentDataProperty: "secret", rootData }))) {
            vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
            errors = vErrors.length;
        }
    }
    if (data.secretBefore !== undefined) {
        if (!(validate29(data.secretBefore, { instancePath: instancePath + "/secretBefore", parentData: data, parentDataProperty: "secretBefore", rootData }))) {
            vErrors = vErrors === null ? validate29.errors : vErrors.concat(validate29.errors);
            errors = vErrors.length;
        }
    }
    if (data.removedAt !== undefined) {
        let data12 = data.removedAt;
        if (typeof data12 === "string") {
            if (!pattern1.test(data12)) {
                const err21 = { instancePath: instancePath + "/removedAt", schemaPath: "#/properties/removedAt/pattern", keyword: "pattern", params: { pattern: "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } };
                if (vErrors === null) {
                    vErrors = [err21];
                }
                else {
                    vErrors.push(err21);
                }
                errors++;
            }
        }
        else {
            const err22 = { instancePath: instancePath + "/removedAt", schemaPath: "#/properties/removedAt/type", keyword: "type", params: { type: "string" } };
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
    const err23 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err23];
    }
    else {
        vErrors.push(err23);
    }
    errors++;
} validate31.errors = vErrors; return errors === 0; }
const schema13 = { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run"], "properties": { "status": { "type": "string", "enum": ["intent"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "$ref": "#/definitions/Body" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" }, "run": { "$ref": "#/definitions/Run" }, "previous": { "type": "object", "required": ["status"], "discriminator": { "propertyName": "status" }, "oneOf": [{ "$ref": "#/definitions/Registered" }, { "$ref": "#/definitions/Adopted" }] }, "secretBefore": { "$ref": "#/definitions/SecretBefore" } } };
const keyword4 = new Set(["intent"]);
function validate36(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
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
        if (!((((((((key0 === "status") || (key0 === "fingerprint")) || (key0 === "body")) || (key0 === "patterns")) || (key0 === "at")) || (key0 === "run")) || (key0 === "previous")) || (key0 === "secretBefore"))) {
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
        if (!keyword4.has(data0)) {
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
        if (!(validate23(data.body, { instancePath: instancePath + "/body", parentData: data, parentDataProperty: "body", rootData }))) {
            vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
            errors = vErrors.length;
        }
    }
    if (data.patterns !== undefined) {
        let data3 = data.patterns;
        if (Array.isArray(data3)) {
            const len0 = data3.length;
            for (let i0 = 0; i0 < len0; i0++) {
                if (typeof data3[i0] !== "string") {
                    const err11 = { instancePath: instancePath + "/patterns/" + i0, schemaPath: "#/properties/patterns/items/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err11];
                    }
                    else {
                        vErrors.push(err11);
                    }
                    errors++;
                }
            }
        }
        else {
            const err12 = { instancePath: instancePath + "/patterns", schemaPath: "#/properties/patterns/type", keyword: "type", params: { type: "array" } };
            if (vErrors === null) {
                vErrors = [err12];
            }
            else {
                vErrors.push(err12);
            }
            errors++;
        }
    }
    if (data.at !== undefined) {
        let data5 = data.at;
        if (typeof data5 === "string") {
            if (!pattern1.test(data5)) {
                const err13 = { instancePath: instancePath + "/at", schemaPath: "#/properties/at/pattern", keyword: "pattern", params: { pattern: "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } };
                if (vErrors === null) {
                    vErrors = [err13];
                }
                else {
                    vErrors.push(err13);
                }
                errors++;
            }
        }
        else {
            const err14 = { instancePath: instancePath + "/at", schemaPath: "#/properties/at/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err14];
            }
            else {
                vErrors.push(err14);
            }
            errors++;
        }
    }
    if (data.run !== undefined) {
        if (!(validate25(data.run, { instancePath: instancePath + "/run", parentData: data, parentDataProperty: "run", rootData }))) {
            vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
            errors = vErrors.length;
        }
    }
    if (data.previous !== undefined) {
        let data7 = data.previous;
        if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
            if (data7.status === undefined) {
                const err15 = { instancePath: instancePath + "/previous", schemaPath: "#/properties/previous/required", keyword: "required", params: { missingProperty: "status" } };
                if (vErrors === null) {
                    vErrors = [err15];
                }
                else {
                    vErrors.push(err15);
                }
                errors++;
            }
            const tag0 = data7.status;
            if (typeof tag0 == "string") {
                if (tag0 === "registered") {
                    if (!(validate22(data7, { instancePath: instancePath + "/previous", parentData: data, parentDataProperty: "previous", rootData }))) {
                        vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                        errors = vErrors.length;
                    }
                }
                else if (tag0 === "adopted") {
                    if (!(validate31(data7, { instancePath: instancePath + "/previous", parentData: data, parentDataProperty: "previous", rootData }))) {
                        vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
                        errors = vErrors.length;
                    }
                }
                else {
                    const err16 = { instancePath: instancePath + "/previous", schemaPath: "#/properties/previous/discriminator", keyword: "discriminator", params: { error: "mapping", tag: "status", tagValue: tag0 } };
                    if (vErrors === null) {
                        vErrors = [err16];
                    }
                    else {
                        vErrors.push(err16);
                    }
                    errors++;
                }
            }
            else {
                const err17 = { instancePath: instancePath + "/previous", schemaPath: "#/properties/previous/discriminator", keyword: "discriminator", params: { error: "tag", tag: "status", tagValue: tag0 } };
                if (vErrors === null) {
                    vErrors = [err17];
                }
                else {
                    vErrors.push(err17);
                }
                errors++;
            }
        }
        else {
            const err18 = { instancePath: instancePath + "/previous", schemaPath: "#/properties/previous/type", keyword: "type", params: { type: "object" } };
            if (vErrors === null) {
                vErrors = [err18];
            }
            else {
                vErrors.push(err18);
            }
            errors++;
        }
    }
    if (data.secretBefore !== undefined) {
        if (!(validate29(data.secretBefore, { instancePath: instancePath + "/secretBefore", parentData: data, parentDataProperty: "secretBefore", rootData }))) {
            vErrors = vErrors === null ? validate29.errors : vErrors.concat(validate29.errors);
            errors = vErrors.length;
        }
    }
}
else {
    const err19 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err19];
    }
    else {
        vErrors.push(err19);
    }
    errors++;
} validate36.errors = vErrors; return errors === 0; }
const schema14 = { "type": "object", "additionalProperties": false, "required": ["status", "fingerprint", "body", "patterns", "at", "run", "reason"], "properties": { "status": { "type": "string", "enum": ["unknown"] }, "fingerprint": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }, "body": { "$ref": "#/definitions/Body" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" }, "run": { "$ref": "#/definitions/Run" }, "previous": { "type": "object", "required": ["status"], "discriminator": { "propertyName": "status" }, "oneOf": [{ "$ref": "#/definitions/Registered" }, { "$ref": "#/definitions/Adopted" }] }, "reason": { "type": "string" }, "secretBefore": { "$ref": "#/definitions/SecretBefore" } } };
const keyword5 = new Set(["unknown"]);
function validate42(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
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
        if (!keyword5.has(data0)) {
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
        if (!(validate23(data.body, { instancePath: instancePath + "/body", parentData: data, parentDataProperty: "body", rootData }))) {
            vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
            errors = vErrors.length;
        }
    }
    if (data.patterns !== undefined) {
        let data3 = data.patterns;
        if (Array.isArray(data3)) {
            const len0 = data3.length;
            for (let i0 = 0; i0 < len0; i0++) {
                if (typeof data3[i0] !== "string") {
                    const err12 = { instancePath: instancePath + "/patterns/" + i0, schemaPath: "#/properties/patterns/items/type", keyword: "type", params: { type: "string" } };
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
            const err13 = { instancePath: instancePath + "/patterns", schemaPath: "#/properties/patterns/type", keyword: "type", params: { type: "array" } };
            if (vErrors === null) {
                vErrors = [err13];
            }
            else {
                vErrors.push(err13);
            }
            errors++;
        }
    }
    if (data.at !== undefined) {
        let data5 = data.at;
        if (typeof data5 === "string") {
            if (!pattern1.test(data5)) {
                const err14 = { instancePath: instancePath + "/at", schemaPath: "#/properties/at/pattern", keyword: "pattern", params: { pattern: "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } };
                if (vErrors === null) {
                    vErrors = [err14];
                }
                else {
                    vErrors.push(err14);
                }
                errors++;
            }
        }
        else {
            const err15 = { instancePath: instancePath + "/at", schemaPath: "#/properties/at/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err15];
            }
            else {
                vErrors.push(err15);
            }
            errors++;
        }
    }
    if (data.run !== undefined) {
        if (!(validate25(data.run, { instancePath: instancePath + "/run", parentData: data, parentDataProperty: "run", rootData }))) {
            vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
            errors = vErrors.length;
        }
    }
    if (data.previous !== undefined) {
        let data7 = data.previous;
        if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
            if (data7.status === undefined) {
                const err16 = { instancePath: instancePath + "/previous", schemaPath: "#/properties/previous/required", keyword: "required", params: { missingProperty: "status" } };
                if (vErrors === null) {
                    vErrors = [err16];
                }
                else {
                    vErrors.push(err16);
                }
                errors++;
            }
            const tag0 = data7.status;
            if (typeof tag0 == "string") {
                if (tag0 === "registered") {
                    if (!(validate22(data7, { instancePath: instancePath + "/previous", parentData: data, parentDataProperty: "previous", rootData }))) {
                        vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                        errors = vErrors.length;
                    }
                }
                else if (tag0 === "adopted") {
                    if (!(validate31(data7, { instancePath: instancePath + "/previous", parentData: data, parentDataProperty: "previous", rootData }))) {
                        vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
                        errors = vErrors.length;
                    }
                }
                else {
                    const err17 = { instancePath: instancePath + "/previous", schemaPath: "#/properties/previous/discriminator", keyword: "discriminator", params: { error: "mapping", tag: "status", tagValue: tag0 } };
                    if (vErrors === null) {
                        vErrors = [err17];
                    }
                    else {
                        vErrors.push(err17);
                    }
                    errors++;
                }
            }
            else {
                const err18 = { instancePath: instancePath + "/previous", schemaPath: "#/properties/previous/discriminator", keyword: "discriminator", params: { error: "tag", tag: "status", tagValue: tag0 } };
                if (vErrors === null) {
                    vErrors = [err18];
                }
                else {
                    vErrors.push(err18);
                }
                errors++;
            }
        }
        else {
            const err19 = { instancePath: instancePath + "/previous", schemaPath: "#/properties/previous/type", keyword: "type", params: { type: "object" } };
            if (vErrors === null) {
                vErrors = [err19];
            }
            else {
                vErrors.push(err19);
            }
            errors++;
        }
    }
    if (data.reason !== undefined) {
        if (typeof data.reason !== "string") {
            const err20 = { instancePath: instancePath + "/reason", schemaPath: "#/properties/reason/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err20];
            }
            else {
                vErrors.push(err20);
            }
            errors++;
        }
    }
    if (data.secretBefore !== undefined) {
        if (!(validate29(data.secretBefore, { instancePath: instancePath + "/secretBefore", parentData: data, parentDataProperty: "secretBefore", rootData }))) {
            vErrors = vErrors === null ? validate29.errors : vErrors.concat(validate29.errors);
            errors = vErrors.length;
        }
    }
}
else {
    const err21 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err21];
    }
    else {
        vErrors.push(err21);
    }
    errors++;
} validate42.errors = vErrors; return errors === 0; }
function validate21(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
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
        if (!keyword1.has(data0)) {
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
                if (data5 && typeof data5 == "object" && !Array.isArray(data5)) {
                    if (data5.status === undefined) {
                        const err11 = { instancePath: instancePath + "/webhooks/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/webhooks/additionalProperties/required", keyword: "required", params: { missingProperty: "status" } };
                        if (vErrors === null) {
                            vErrors = [err11];
                        }
                        else {
                            vErrors.push(err11);
                        }
                        errors++;
                    }
                    const tag0 = data5.status;
                    if (typeof tag0 == "string") {
                        if (tag0 === "registered") {
                            if (!(validate22(data5, { instancePath: instancePath + "/webhooks/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data4, parentDataProperty: key1, rootData }))) {
                                vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                                errors = vErrors.length;
                            }
                        }
                        else if (tag0 === "adopted") {
                            if (!(validate31(data5, { instancePath: instancePath + "/webhooks/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data4, parentDataProperty: key1, rootData }))) {
                                vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
                                errors = vErrors.length;
                            }
                        }
                        else if (tag0 === "intent") {
                            if (!(validate36(data5, { instancePath: instancePath + "/webhooks/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data4, parentDataProperty: key1, rootData }))) {
                                vErrors = vErrors === null ? validate36.errors : vErrors.concat(validate36.errors);
                                errors = vErrors.length;
                            }
                        }
                        else if (tag0 === "unknown") {
                            if (!(validate42(data5, { instancePath: instancePath + "/webhooks/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data4, parentDataProperty: key1, rootData }))) {
                                vErrors = vErrors === null ? validate42.errors : vErrors.concat(validate42.errors);
                                errors = vErrors.length;
                            }
                        }
                        else {
                            const err12 = { instancePath: instancePath + "/webhooks/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/webhooks/additionalProperties/discriminator", keyword: "discriminator", params: { error: "mapping", tag: "status", tagValue: tag0 } };
                            if (vErrors === null) {
                                vErrors = [err12];
                            }
                            else {
                                vErrors.push(err12);
                            }
                            errors++;
                        }
                    }
                    else {
                        const err13 = { instancePath: instancePath + "/webhooks/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/webhooks/additionalProperties/discriminator", keyword: "discriminator", params: { error: "tag", tag: "status", tagValue: tag0 } };
                        if (vErrors === null) {
                            vErrors = [err13];
                        }
                        else {
                            vErrors.push(err13);
                        }
                        errors++;
                    }
                }
                else {
                    const err14 = { instancePath: instancePath + "/webhooks/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/webhooks/additionalProperties/type", keyword: "type", params: { type: "object" } };
                    if (vErrors === null) {
                        vErrors = [err14];
                    }
                    else {
                        vErrors.push(err14);
                    }
                    errors++;
                }
            }
        }
        else {
            const err15 = { instancePath: instancePath + "/webhooks", schemaPath: "#/properties/webhooks/type", keyword: "type", params: { type: "object" } };
            if (vErrors === null) {
                vErrors = [err15];
            }
            else {
                vErrors.push(err15);
            }
            errors++;
        }
    }
}
else {
    const err16 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err16];
    }
    else {
        vErrors.push(err16);
    }
    errors++;
} validate21.errors = vErrors; return errors === 0; }

;// CONCATENATED MODULE: ./lib/state/text.js
/** The state document as text. */


/** What the manifest allows; names become names of step outputs. */
const webhookName = /^[a-z][a-z0-9_-]{0,63}$/;
/**
 * Reads a document; `place` is where it is, for people.
 * @throws StateError when it is damaged, of a newer version, or of another environment.
 */
function parseState(text, environment, place) {
    const damaged = (what) => new StateError(`the state (${place}) is damaged: ${what}. Put an earlier version of it back, and declare the id of each webhook that was created since, which is created again otherwise`);
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (error) {
        const [at = ''] = / \(line \d+ column \d+\)$/.exec(error.message) ?? [];
        throw damaged(`it is not JSON${at}`);
    }
    const found = value?.version;
    if (typeof found === 'number' && found > stateVersion) {
        throw new StateError(`the state (${place}) was written by a newer version of this action (state version ${found}): use that version`);
    }
    if (!validateState(value)) {
        const [error] = validateState.errors ?? [];
        throw damaged(`${error?.instancePath || 'it'} ${faultIn(error)}`);
    }
    const state = value;
    for (const name of Object.keys(state.webhooks)) {
        if (!webhookName.test(name)) {
            throw damaged(`${JSON.stringify(name)} is not a webhook's name`);
        }
    }
    if (state.environment !== environment) {
        throw new StateError(`the state (${place}) is of the environment "${state.environment}", not "${environment}": give each environment one of its own`);
    }
    return state;
}
/** What is wrong with a value, in words that do not show it. */
function faultIn({ keyword, params } = {}) {
    switch (keyword) {
        case 'required':
            return `lacks ${JSON.stringify(params?.missingProperty)}`;
        case 'additionalProperties':
            return `has an unknown field ${JSON.stringify(params?.additionalProperty)}`;
        case 'type':
            return `is not of the type ${params?.type}`;
        case 'discriminator':
            return 'has a status that the action does not know';
        default:
            return 'is not what the action writes there';
    }
}
/** The text of a document: names in order, so that a diff of two versions shows what changed and no more. */
function stateText(state) {
    const webhooks = Object.fromEntries(Object.entries(state.webhooks).sort(([a], [b]) => (a < b ? -1 : 1)));
    return `${JSON.stringify({ ...state, webhooks }, null, 2)}\n`;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(598);
;// CONCATENATED MODULE: ./lib/state/fingerprint.js
/** What makes two webhooks the same, and what of a webhook may be kept in state. */

/** Length of the hash that stands for a URL's query, in hexadecimal digits. */
const queryHashLength = 16;
/**
 * SHA-256 over the canonical body: fields in the spec's order, events sorted. The same events in another order
 * are the same webhook.
 */
function fingerprintOf(body) {
    const { url, events, status, organizationId } = body;
    return `sha256:${sha256(JSON.stringify([url, events.toSorted(), status, organizationId ?? null]))}`;
}
/** The canonical body without what may be a token: query, fragment and userinfo of the URL become a hash. */
function storedBody(body) {
    return {
        url: storedUrl(body.url),
        events: body.events.toSorted(),
        status: body.status,
        ...(body.organizationId === undefined ? {} : { organizationId: body.organizationId }),
    };
}
function storedUrl(text) {
    const url = new URL(text);
    const hidden = `${url.username}:${url.password}@${url.search}${url.hash}`;
    const shown = `${url.protocol}//${url.host}${url.pathname}`;
    return hidden === ':@' ? text : `${shown}?sha256=${sha256(hidden).slice(0, queryHashLength)}`;
}
/** A URL of `storedBody` as one may look for it: without the hash, and whether there is one. */
function shownUrl(stored) {
    const url = stored.replace(/\?sha256=[0-9a-f]{16}$/, '');
    return { url, isCut: url !== stored };
}
function sha256(text) {
    return (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex');
}

// EXTERNAL MODULE: ./lib/generated/api.js
var api = __webpack_require__(609);
;// CONCATENATED MODULE: ./lib/registration/secrets.js

/** The names of the GitHub secrets that GitHub has to be asked about before the plan is certain. */
function uncheckedSecrets(steps) {
    return steps.flatMap((step) => {
        if (step.action === 'create') {
            return step.secretBefore === undefined ? (step.declaration.secret ?? []) : [];
        }
        if (step.action !== 'adopt' && step.action !== 'unchanged')
            return [];
        return step.secret?.kind === 'unchecked' ? (step.declaration.secret ?? []) : [];
    });
}
/** Adds what is known of the GitHub secret to a step. */
function withSecret(step, recorded, options) {
    if (step.action !== 'unchanged' && step.action !== 'adopt' && step.action !== 'create') {
        return step;
    }
    const { declaration } = step;
    const { secret: name } = declaration;
    if (name === undefined)
        return step;
    const { secretTimes } = options;
    const place = placeOf(name, options);
    const time = secretTimes?.get(name);
    if (step.action === 'create') {
        if (!secretTimes?.has(name))
            return step;
        if (time !== undefined && isStrange(place, declaration.name, time, recorded, options)) {
            return { action: 'conflict', declaration, reason: strangeText(declaration, name, time) };
        }
        const writtenAt = time === undefined ? {} : { writtenAt: new Date(time).toISOString() };
        return { ...step, secretBefore: { ...place, ...writtenAt } };
    }
    const id = step.action === 'adopt' ? step.id : step.entry.id;
    const entries = step.action === 'adopt' ? step.entries : [step.entry];
    const same = entries.find((entry) => certainOf(entry)?.id === id);
    const others = otherSecretTime(place, id, recorded);
    const stored = certainOf(same)?.secret;
    const isStored = isSamePlace(stored, place) && Date.parse(stored?.storedAt ?? '') >= others;
    // What was to replace it may have been created, and its signing secret stored, before anything was recorded.
    const doubt = same !== undefined && !('id' in same) && isSamePlace(same.secretBefore, place)
        ? same.secretBefore
        : undefined;
    if (isStored && doubt === undefined)
        return step;
    if (!secretTimes?.has(name))
        return { ...step, secret: { kind: 'unchecked' } };
    if (isStored && time === Date.parse(doubt?.writtenAt ?? ''))
        return step;
    const from = Math.max(writtenFrom(same ?? entries[0], id, place), others + clockSlackMs);
    // Not `time < from`: a time in state that is none gives NaN, which nothing may be taken to be newer than.
    if (time === undefined || !(time >= from)) {
        return { action: 'unstored', declaration, id, secret: name };
    }
    return { ...step, secret: { kind: 'found', ...place, storedAt: new Date(time).toISOString() } };
}
/** GitHub's servers do not all have the same time: a secret that is newer by less than this may be the older one. */
const clockSlackMs = 5000;
/** The GitHub secret of a name, where this run keeps secrets. */
function placeOf(name, { secretsEnvironment }) {
    return {
        name,
        ...(secretsEnvironment === undefined ? {} : { environment: secretsEnvironment }),
    };
}
/** The same text for the same GitHub secret: GitHub does not tell upper from lower case in its name. */
function placeKey({ name, environment }) {
    return JSON.stringify([name.toUpperCase(), environment]);
}
function isSamePlace(one, other) {
    return one !== undefined && placeKey(one) === placeKey(other);
}
/**
 * True when nothing is known of the webhook whose signing secret a GitHub secret has. One of a webhook that is no longer
 * declared may be taken over; one that a name in `replace` is to overwrite, too. One that was there before the webhook
 * was created, and has not been written since, is somebody else's.
 */
function isStrange(place, name, time, recorded, { replace, stateless = false }) {
    if (stateless || replace.includes(name))
        return false;
    const own = recorded.get(name);
    return !([...recorded.values()].some((entry) => isSamePlace(certainOf(entry)?.secret, place)) ||
        [own?.secretBefore, certainOf(own)?.secretBefore].some((before) => isSamePlace(before, place) && Date.parse(before?.writtenAt ?? '') !== time));
}
function strangeText({ name }, secret, time) {
    return [
        `the GitHub secret ${secret} exists already (written on ${new Date(time).toISOString()}), and state does not know whose signing secret it has: creating this webhook would overwrite it.`,
        `If it is this webhook's, the webhook exists already: declare its id, from the Conduit Dashboard.`,
        `If it is that of another environment or manifest, give this one another name, or a GitHub environment with the input secrets-environment.`,
        `If it may be overwritten, list "${name}" in the input replace for one new workflow run`,
    ].join(' ');
}
/** When a GitHub secret last had the signing secret of another webhook, as far as state knows; 0 when it never had. */
function otherSecretTime(place, id, recorded) {
    const times = [...recorded.values()].flatMap((entry) => {
        const other = certainOf(entry);
        return other !== undefined && other.id !== id && isSamePlace(other.secret, place)
            ? Date.parse(other.secret?.storedAt ?? '')
            : [];
    });
    return Math.max(0, ...times);
}
/**
 * From when on a GitHub secret that is written has this webhook's signing secret, as far as its entry can tell; an older
 * one has another's. GitHub's own clock is asked where it can be: what it said before the webhook was created. Of one
 * that existed before the action saw it nothing is known. GitHub tells times in whole seconds.
 */
function writtenFrom(entry, id, place) {
    const ours = entry !== undefined &&
        (entry.status === 'intent' || entry.status === 'unknown' || entry.id === id);
    if (!ours)
        return 0;
    const { secretBefore } = entry;
    if (isSamePlace(secretBefore, place)) {
        const writtenAt = secretBefore?.writtenAt;
        return writtenAt === undefined ? 0 : Date.parse(writtenAt) + 1;
    }
    return entry.status === 'adopted' ? 0 : Math.floor(Date.parse(entry.at) / 1000) * 1000;
}

;// CONCATENATED MODULE: ./lib/registration/plan.js
/**
 * Declarations + state → what register will do with each webhook. Pure: the modes plan and register share it, so
 * that they cannot disagree.
 */




/**
 * One step for each declaration, in the manifest's order; then one for each name that is only in state, unless it
 * is, or seems to be, one that was renamed.
 */
function planOf(declarations, state, options) {
    const declared = new Map(declarations.map((declaration) => [declaration.name, declaration]));
    const recorded = new Map(Object.entries(state.webhooks).flatMap(([name, entry]) => entry === undefined ? [] : [[name, entry]]));
    const orphans = new Map([...recorded].filter(([name]) => !declared.has(name)));
    const known = { declared, recorded, orphans, options };
    const steps = declarations.map((declaration) => withSecret(stepFor(declaration, known), recorded, options));
    const moved = new Set(steps.flatMap((step) => ('from' in step ? step.from : [])));
    const removed = [...orphans]
        .filter(([name, entry]) => !moved.has(name) && !isOfLaterRun(entry, options))
        .map(([name, entry]) => ({ action: 'removed', name, entry }));
    return [...steps, ...removed];
}
function stepFor(declaration, known) {
    const { name } = declaration;
    const { options } = known;
    const entry = known.recorded.get(name);
    const replacing = options.replace.includes(name);
    const later = laterRunIn(entry === undefined ? [...known.recorded.values()] : [entry], options);
    if (declaration.id !== undefined) {
        if (later !== undefined &&
            !(idOf(entry) === declaration.id && entry && isSame(declaration, entry))) {
            return outdated(declaration, entry, later);
        }
        return replacing
            ? {
                action: 'conflict',
                declaration,
                ...(entry === undefined ? {} : { entry }),
                reason: `it is listed in the input "replace" and also declared with an id: remove one of the two`,
            }
            : adoption(declaration, declaration.id, entry, known);
    }
    if (entry === undefined) {
        if (later !== undefined)
            return outdated(declaration, entry, later);
        const from = replacing ? undefined : twinOf(declaration, known);
        return from === undefined
            ? { action: 'create', declaration, ...(replacing && { asked: true }) }
            : { action: 'renamed', declaration, ...from };
    }
    // Creating anew is asked for once: a re-run of the same workflow run must not do it again.
    const replaceNow = replacing && (options.runId === '' || (entry.run.id !== options.runId && later === undefined));
    if (entry.status === 'intent' || entry.status === 'unknown') {
        return replaceNow
            ? {
                action: 'create',
                declaration,
                asked: true,
                ...(entry.previous && { replaces: entry.previous }),
            }
            : { action: 'unknown', declaration, entry };
    }
    if (replaceNow)
        return { action: 'create', declaration, asked: true, replaces: entry };
    return compared(declaration, entry, later, known);
}
/** True when this is an old run that is run again, and a later one wrote the entry: GitHub's run IDs grow. */
function isOfLaterRun({ run }, { runId, isRerun = false }) {
    return (isRerun && [run.id, runId].every((id) => /^\d+$/.test(id)) && BigInt(run.id) > BigInt(runId));
}
/** The ID of a later workflow run than this one, which is run again, that wrote one of the entries. */
function laterRunIn(entries, options) {
    return entries.find((entry) => isOfLaterRun(entry, options))?.run.id;
}
/** What is declared may be out of date by now, and it is not as it is recorded. */
function outdated(declaration, entry, laterRun) {
    return {
        action: 'conflict',
        declaration,
        ...(entry === undefined ? {} : { entry }),
        reason: `this is an older run that is run again, and run ${laterRun} has recorded webhooks since: start a new workflow run instead`,
    };
}
/** `later` is the later workflow run that wrote the entry: then nothing is replaced, and a step that was to says so. */
function compared(declaration, entry, later, known) {
    const { options } = known;
    const isListed = options.replace.includes(declaration.name);
    const heldBack = (asked) => (asked && later !== undefined ? { laterRun: later } : {});
    const onChange = later === undefined ? options.onChange : 'fail';
    const same = unchanged(declaration, entry);
    const { removedAt } = entry;
    if (removedAt !== undefined && (same !== undefined || onChange === 'fail')) {
        return { action: 'returned', declaration, entry, removedAt };
    }
    if (same !== undefined)
        return { ...same, ...heldBack(isListed) };
    const twin = onChange === 'replace' ? twinOf(declaration, known) : undefined;
    if (twin !== undefined)
        return { action: 'renamed', declaration, ...twin };
    return onChange === 'replace'
        ? { action: 'create', declaration, replaces: entry }
        : {
            action: 'changed',
            declaration,
            entry,
            differences: differencesOf(entry, declaration),
            ...heldBack(isListed || options.onChange === 'replace'),
        };
}
/** The step for a declaration that is recorded as it is. */
function unchanged(declaration, entry) {
    if (!isSame(declaration, entry))
        return undefined;
    const grown = declaration.body.events.filter((event) => !entry.body.events.includes(event));
    return { action: 'unchanged', declaration, entry, grown };
}
/** True when what is recorded is what is declared, but for what a newer spec makes of its patterns. */
function isSame(declaration, entry) {
    if (fingerprintOf(declaration.body) === entry.fingerprint)
        return true;
    const fields = differencesOf(entry, declaration).map(({ field }) => field);
    return fields.join() === 'events' && isSameSet(declaration.patterns, entry.patterns);
}
function adoption(declaration, id, entry, { declared, recorded, orphans }) {
    for (const [other, one] of recorded) {
        if (other === declaration.name || idOf(one) !== id)
            continue;
        const owner = declared.get(other);
        if (owner !== undefined && (owner.id === undefined || owner.id === id)) {
            return {
                action: 'conflict',
                declaration,
                ...(entry === undefined ? {} : { entry }),
                reason: `its declared id, ${id}, is recorded as that of "${other}", which is declared too. If "${other}" was renamed to this, take "${other}" out (for one run, where it now stands for another webhook); if not, declare this webhook's own id`,
            };
        }
    }
    const current = entry !== undefined && 'id' in entry ? entry : undefined;
    if (current?.id === id) {
        const same = unchanged(declaration, current);
        if (same !== undefined && current.removedAt === undefined)
            return same;
        const adopt = { action: 'adopt', declaration, id, entries: [current] };
        return same === undefined ? { ...adopt, accepted: differencesOf(current, declaration) } : adopt;
    }
    const from = [...orphans].find(([, orphan]) => idOf(orphan) === id)?.[0] ??
        (entry === undefined ? unsettled(declaration, orphans) : undefined);
    const previous = certainOf(entry);
    const isLeft = [...declared.values()].every((one) => one.id !== previous?.id);
    const entries = [entry, orphans.get(from ?? '')].filter((one) => one !== undefined);
    // One that may exist is taken for what was asked for, until something certain is known of it.
    const own = [...recorded.values()].map(certainOf).find((one) => one?.id === id) ??
        entries.find((one) => idOf(one) === undefined);
    return {
        action: 'adopt',
        declaration,
        id,
        entries,
        ...(own === undefined || isSame(declaration, own)
            ? {}
            : { accepted: differencesOf(own, declaration) }),
        ...(previous === undefined || !isLeft ? {} : { replaces: previous }),
        ...(from === undefined ? {} : { from }),
    };
}
/** The former name of a webhook that may exist: its ID is not recorded, its body is. */
function unsettled(declaration, orphans) {
    const unknown = [...orphans].filter(([, orphan]) => idOf(orphan) === undefined);
    return sameBody(declaration, new Map(unknown))?.from;
}
/**
 * What is recorded under another name with the body that is declared: seemingly the same webhook, unless that name
 * goes on to declare its id, and so takes it along.
 */
function twinOf(declaration, { declared, recorded }) {
    const free = [...recorded].filter(([name, entry]) => {
        const id = declared.get(name)?.id;
        return id === undefined || id !== idOf(entry);
    });
    const twin = sameBody(declaration, new Map(free));
    return twin && { ...twin, isDeclared: declared.has(twin.from) };
}
function sameBody(declaration, recorded) {
    const fingerprint = fingerprintOf(declaration.body);
    const { url } = storedBody(declaration.body);
    for (const [from, entry] of recorded) {
        // Implied by the next, and much cheaper: every entry is looked at for every new webhook.
        if (entry.fingerprint !== fingerprint && entry.body.url !== url)
            continue;
        if (isSame(declaration, entry))
            return { from, entry };
    }
    return undefined;
}
/** Field by field; events as they are declared, patterns unexpanded. */
function differencesOf(entry, declaration) {
    const recorded = { ...entry.body, events: entry.patterns.join(', ') };
    const body = storedBody(declaration.body);
    const declared = { ...body, events: declaration.patterns.join(', ') };
    const fields = api/* requestFields */.hH.filter((field) => field === 'events'
        ? !isSameSet(entry.body.events, body.events)
        : recorded[field] !== declared[field]);
    // What state keeps of a URL with a query does not tell how the rest of it is spelled.
    return (fields.length === 0 ? ['url'] : fields).map((field) => ({
        field,
        recorded: recorded[field] ?? 'none',
        declared: declared[field] ?? 'none',
    }));
}
function isSameSet(a, b) {
    const [one, other] = [new Set(a), new Set(b)];
    return one.size === other.size && one.isSubsetOf(other);
}

;// CONCATENATED MODULE: ./lib/registration/entries.js




/**
 * What is written before the first request: an intent for each request, every adoption, every GitHub secret that was
 * found to be written by hand, since when a webhook is no longer declared, and patterns that say the same in other words,
 * so that it can be told later what a newer spec makes of them.
 */
function entriesBefore(steps, moment) {
    const entries = new Map();
    for (const step of steps) {
        if (step.action === 'create') {
            entries.set(step.declaration.name, {
                status: 'intent',
                ...described(step.declaration, moment),
                ...(step.replaces && { previous: step.replaces }),
                ...(step.secretBefore && { secretBefore: step.secretBefore }),
            });
        }
        else if (step.action === 'adopt') {
            if (step.from !== undefined)
                entries.set(step.from, undefined);
            entries.set(step.declaration.name, adopted(step, moment));
        }
        else if (step.action === 'unchanged' && (step.secret?.kind === 'found' || isReworded(step))) {
            const { patterns } = step.declaration;
            entries.set(step.declaration.name, { ...step.entry, patterns, ...keptIn(step.secret) });
        }
        else if (isNewlyRemoved(step)) {
            entries.set(step.name, { ...step.entry, removedAt: moment.at });
        }
    }
    return entries;
}
/** True when this run is the first to advise that a webhook be deleted. */
function isNewlyRemoved(step) {
    return step.action === 'removed' && 'id' in step.entry && step.entry.removedAt === undefined;
}
/** True when the same events are declared by other patterns than state has. */
function isReworded({ declaration, entry, }) {
    return !isSameSet(declaration.patterns, entry.patterns);
}
/**
 * What is written once the outcome of a request is known, at the moment `after`. One that is unknown keeps the moment
 * `before` the request: from then on it may exist. A refused one leaves what was recorded before.
 */
function entryAfter({ declaration, replaces, secretBefore }, result, { before, after, secret }) {
    if (result.outcome === 'created' && result.id !== undefined) {
        return {
            status: 'registered',
            ...described(declaration, after),
            id: result.id,
            ...replacedBy(replaces, result.id),
            ...(secret ? { secret } : secretBefore && { secretBefore }),
        };
    }
    if (result.outcome === 'unknown') {
        return {
            status: 'unknown',
            ...described(declaration, before),
            reason: result.reason ?? '',
            ...(replaces && { previous: replaces }),
            ...(secretBefore && { secretBefore }),
        };
    }
    return replaces;
}
/** A webhook that is only moved to another name stays what it was, and keeps what is known of it. */
function adopted({ declaration, id, entries, secret }, moment) {
    const same = entries.map(certainOf).find((one) => one?.id === id);
    const common = described(declaration, moment);
    const isCreatedByUs = same?.status === 'registered' && same.fingerprint === common.fingerprint;
    const { removedAt: _, ...kept } = same ?? {};
    const entry = {
        ...kept,
        status: isCreatedByUs ? 'registered' : 'adopted',
        ...common,
        id,
        ...keptIn(secret),
    };
    return entries.reduce(withIdsOf, entry);
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
        return isOurs ? certainOf(found) : found;
    return isOurs ? withIdsOf(mine, found) : withIdsOf(withoutSecretOf(found, mine), mine);
}
/**
 * The document in which each GitHub secret is that of the webhook alone whose signing secret was stored there last:
 * others had theirs overwritten.
 */
function withOneOwnerEach(state) {
    const owners = new Map();
    for (const entry of Object.values(state.webhooks)) {
        const secret = certainOf(entry)?.secret;
        if (entry === undefined || secret === undefined)
            continue;
        const owner = owners.get(placeKey(secret));
        if (owner === undefined || Date.parse(owner.secret.storedAt) < Date.parse(secret.storedAt)) {
            owners.set(placeKey(secret), { entry, secret });
        }
    }
    const webhooks = Object.entries(state.webhooks).map(([name, entry]) => {
        const secret = certainOf(entry)?.secret;
        const owner = secret && owners.get(placeKey(secret))?.entry;
        return [name, entry && owner ? withoutSecretOf(entry, owner) : entry];
    });
    return { ...state, webhooks: Object.fromEntries(webhooks) };
}
/** The entry, without the GitHub secret that `other` has overwritten since: one that is written later settles it. */
function withoutSecretOf(entry, other) {
    const [own, later] = [certainOf(entry)?.secret, certainOf(other)?.secret];
    if (!('id' in entry) ||
        entry.id === certainOf(other)?.id ||
        own === undefined ||
        later === undefined ||
        !isSamePlace(own, later) ||
        Date.parse(later.storedAt) < Date.parse(own.storedAt)) {
        return entry;
    }
    const { secret: _, ...rest } = entry;
    const { storedAt, ...place } = later;
    return { ...rest, secretBefore: { ...place, writtenAt: storedAt } };
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
    const previous = certainOf(entry);
    return { ...entry, previous: previous ? withIdsOf(previous, other) : certainOf(other) };
}
/** Every ID in an entry, the oldest first. */
function idsOf(entry) {
    const one = certainOf(entry);
    return one === undefined ? [] : [...(one.replaced ?? []), one.id];
}
function keptIn(secret) {
    if (secret?.kind !== 'found')
        return {};
    const { kind: _, ...stored } = secret;
    return { secret: stored };
}
function described({ body, patterns }, { at, run }) {
    return { fingerprint: fingerprintOf(body), body: storedBody(body), patterns, at, run };
}
/** The IDs that came before, the last one included. */
function replacedBy(previous, id) {
    const replaced = idsOf(previous).filter((one) => one !== id);
    return replaced.length === 0 ? {} : { replaced };
}

;// CONCATENATED MODULE: ./lib/registration/ledger.js





/**
 * Reads the state and plans upon it.
 * @throws StateError when it cannot be read, or is of another manifest or base URL.
 * @throws SecretsError when GitHub does not say what the plan depends on.
 */
async function readAndPlan(store, target) {
    const { environment, manifest, apiUrl } = target;
    const { text, revision } = await store.read();
    const kept = text === undefined ? undefined : parseState(text, environment, store.place);
    const isEmpty = kept === undefined || Object.keys(kept.webhooks).length === 0;
    const state = isEmpty ? emptyState(environment, manifest, apiUrl) : kept;
    for (const [what, recorded, given] of [
        ['manifest', state.manifest, manifest],
        ['base URL', state.apiUrl, apiUrl],
    ]) {
        if (recorded !== given) {
            throw new StateError(`the state (${store.place}) is of another ${what}: it records ${recorded}, this run has ${given}. ` +
                `If that is not meant, correct it. Otherwise give this ${what} a state of its own with the input state (git:NAME, or another file). ` +
                'If it only moved, declare the recorded ids there, which adopts the webhooks and creates none');
        }
    }
    return { steps: await certainSteps(target, state), state, revision };
}
/** The plan, made again with GitHub's answer where it depends on when a GitHub secret was written. */
async function certainSteps({ declarations, options, secrets }, state) {
    const steps = planOf(declarations, state, options);
    const names = uncheckedSecrets(steps);
    if (secrets === undefined || names.length === 0)
        return steps;
    const secretTimes = new Map();
    for (const name of names)
        secretTimes.set(name, await secrets.updatedAt(name));
    return planOf(declarations, state, { ...options, secretTimes });
}
/** The last write is tried this often: others may write at the same time, or the remote be away for a moment. */
const lastWrites = 5;
/** A ledger upon a state that has been written with the run's intents. */
function openLedger(store, start, environment, pause) {
    const known = new Map();
    let { state, revision } = start;
    let turn = Promise.resolve();
    let hasFailed = false;
    async function write(message, maxWrites) {
        for (let writes = 1;; writes += 1) {
            try {
                const news = new Map();
                for (const [name, entry] of known) {
                    news.set(name, merged(entry, entryOf(start.state, name), entryOf(state, name)));
                }
                const next = withOneOwnerEach(withEntries(state, news));
                const stored = await store.write(stateText(next), revision, message);
                if (stored !== 'moved') {
                    state = next;
                    revision = stored.revision;
                    return;
                }
                const now = await store.read();
                state =
                    now.text === undefined ? start.state : parseState(now.text, environment, store.place);
                revision = now.revision;
                if (writes >= maxWrites)
                    throw new StateError('the state was changed by others again and again');
            }
            catch (error) {
                if (writes >= maxWrites)
                    throw error;
                await pause(500 * writes);
            }
        }
    }
    /** Writes of one process wait for each other. */
    function inTurn(message, maxWrites) {
        const done = turn.then(() => write(message, maxWrites));
        turn = done.catch(() => {
            hasFailed = true;
        });
        return done;
    }
    return {
        async record(entries) {
            for (const [name, entry] of entries)
                known.set(name, entry);
            if (store.keepsEveryResult && !hasFailed) {
                await inTurn(`record ${[...entries.keys()].join(', ')}`, 2);
            }
        },
        save: (message) => inTurn(message, lastWrites),
    };
}

;// CONCATENATED MODULE: ./lib/registration/advice.js


/** Stands in lines to paste where only the Dashboard knows the ID. */
const idFromDashboard = 'whk_… # from the Dashboard';
/** Words for a step that needs some; nothing for one that explains itself. */
function adviceFor(step, environment) {
    switch (step.action) {
        case 'changed': {
            const { entry, declaration, differences, laterRun } = step;
            return {
                reason: [
                    ...(laterRun === undefined ? [] : [`${laterText(laterRun)}.`]),
                    `its declaration changed since it was registered as ${entry.id} (${differencesText(differences)}). Three ways on:`,
                    `accept, when the webhook was edited in the Dashboard: declare "id: ${entry.id}" under environments.${environment};`,
                    `replace: set the input on-change to replace in a new workflow run, which creates a new webhook, and ${entry.id} stays active until you delete it;`,
                    'revert: undo the change in the manifest',
                ].join(' '),
                lines: idLines(declaration.name, environment, entry.id),
            };
        }
        case 'renamed': {
            const { entry, from, declaration, isDeclared } = step;
            const id = idOf(entry);
            const old = isDeclared ? ` (take "${from}" out for that run)` : '';
            return {
                reason: [
                    `it is the same webhook as "${from}", which is in state${id === undefined ? '' : ` as ${id}`} and no longer declared so. Renamed?`,
                    `Then declare ${id === undefined ? 'its id, from the Dashboard,' : `"id: ${id}"`} under environments.${environment} of "${declaration.name}", which moves it${old}.`,
                    `If that one was deleted, or a second one is wanted, ${replaceAdvice(declaration.name)}`,
                ].join(' '),
                lines: idLines(declaration.name, environment, id ?? idFromDashboard),
            };
        }
        case 'returned': {
            const { entry, declaration, removedAt } = step;
            const { name } = declaration;
            return {
                reason: [
                    `it was not declared on ${removedAt}, when a run advised to delete ${entry.id}.`,
                    `If it was deleted, ${replaceAdvice(name)}, which creates it anew.`,
                    `If it was not, declare "id: ${entry.id}" under environments.${environment}, which takes it up again`,
                ].join(' '),
                lines: idLines(name, environment, entry.id),
            };
        }
        case 'unknown': {
            const { entry, declaration, forgotten = false } = step;
            const { name } = declaration;
            return {
                reason: [
                    `it may exist: ${whatHappened(entry)}.`,
                    `${lookText(entry)}.`,
                    `If it is there, declare its id under environments.${environment} of "${name}": it is adopted, and its secret is the Key Secret shown there.`,
                    forgotten
                        ? 'Without state the next run creates it in any case'
                        : `If it is not there, ${replaceAdvice(name)}: it is created${previousText(entry)}`,
                ].join(' '),
                lines: idLines(name, environment, idFromDashboard),
            };
        }
        case 'unstored': {
            const { declaration, id, secret } = step;
            return {
                reason: [
                    `the GitHub secret ${secret} is not known to have the signing secret of ${id}: there is none, or it was last written before that webhook was there, or for another one`,
                    `The signing secret is the Key Secret that the Conduit Dashboard shows under Webhooks: set ${secret} to it by hand, and run again`,
                    ...(declaration.id === undefined
                        ? [
                            `Or ${replaceAdvice(declaration.name)}, which creates a new webhook and stores its secret; ${id} stays active until you delete it`,
                        ]
                        : []),
                ].join('. '),
            };
        }
        case 'conflict':
            return { reason: step.reason };
        case 'removed':
            return { reason: removedText(step.entry) };
        case 'unchanged':
            if (step.laterRun !== undefined)
                return { reason: laterText(step.laterRun) };
            if (step.secret !== undefined)
                return secretText(step.secret, step.declaration.secret);
            return step.grown.length === 0 ? undefined : grownText(step);
        case 'create':
            return createText(step);
        case 'adopt':
            return adoptText(step);
    }
}
function laterText(run) {
    return `run ${run}, which is later than this one, recorded it: what an older run that is run again would replace stays as it is`;
}
function grownText({ declaration, entry, grown }) {
    const way = declaration.id === undefined
        ? 'list it in the input replace to register it anew'
        : 'add them to it in the Conduit Dashboard';
    return {
        reason: `its patterns now also mean ${grown.join(', ')}, which ${entry.id} was not registered for; ${way}`,
    };
}
function createText({ declaration, asked, replaces, }) {
    const until = replaces?.removedAt === undefined ? 'until you delete it' : 'unless you deleted it';
    const parts = [
        ...(replaces === undefined ? [] : [`replaces ${replaces.id}, which stays active ${until}`]),
        ...(asked
            ? [
                `take "${declaration.name}" out of the input replace afterwards: each further workflow run would create it again`,
            ]
            : []),
    ];
    return parts.length === 0 ? undefined : { reason: parts.join('; ') };
}
function adoptText({ declaration, from, accepted, replaces, secret, }) {
    const parts = [
        ...(from === undefined ? [] : [`moved from "${from}"`]),
        ...(accepted === undefined
            ? []
            : [
                `accepted as edited (${differencesText(accepted)}) in the Conduit Dashboard: nothing was sent`,
            ]),
        ...(replaces === undefined ? [] : [`${replaces.id} is no longer tracked and stays active`]),
        ...(secret === undefined ? [] : [secretText(secret, declaration.secret).reason]),
        ...(secret?.kind === 'found' ? ['make sure that it is: nothing else tells'] : []),
        'once it is recorded, take the id out of the manifest: while it is declared, every edit is taken for one that was made in the Dashboard, and nothing is sent',
    ];
    return { reason: parts.join('; ') };
}
function secretText(status, name = '') {
    return {
        reason: status.kind === 'found'
            ? `the GitHub secret ${name} was written on ${status.storedAt}: taken for its signing secret`
            : `the GitHub secret ${name} is not recorded as stored: register looks it up`,
    };
}
function removedText(entry) {
    const id = idOf(entry);
    return id === undefined
        ? `no longer declared, and it may exist: ${whatHappened(entry)}. ${lookText(entry)}${previousText(entry)}`
        : `no longer declared; ${id} stays active until you delete it in the Conduit Dashboard (the API cannot)`;
}
function replaceAdvice(name) {
    return `list "${name}" in the input replace for one new workflow run`;
}
function lookText({ body }) {
    const { url, isCut } = shownUrl(body.url);
    const rest = isCut
        ? ', followed by a query or fragment that is not shown here (the manifest has it)'
        : '';
    return `Look in the Conduit Dashboard under Webhooks for the URL ${url}${rest}`;
}
function whatHappened(entry) {
    const run = `run ${entry.run.id || '(local)'}, attempt ${entry.run.attempt || '1'}`;
    return entry.status === 'unknown'
        ? `${run} sent a request at ${entry.at} and did not learn its outcome (${entry.reason})`
        : `${run} was about to create it at ${entry.at} and has recorded no outcome: if that run is still going, wait for it and run again; if not, it was stopped half-way`;
}
function previousText(entry) {
    return 'previous' in entry && entry.previous !== undefined
        ? `, and ${entry.previous.id}, which it was to replace, stays active until you delete it`
        : '';
}
function differencesText(differences) {
    return differences
        .map(({ field, recorded, declared }) => `${field}: recorded ${recorded}, declared ${declared}`)
        .join('; ');
}
function idLines(name, environment, id) {
    return [
        'webhooks:',
        `  ${name}:`,
        '    environments:',
        `      ${environment}:`,
        `        id: ${id}`,
    ];
}

;// CONCATENATED MODULE: ./lib/registration/requests.js
/** Answers with which the API says that no further request will do better. */
const hopeless = [401, 403];
/** Creates each webhook. Resolves when all have a result; never rejects for what a request does. */
async function sendAll(declarations, { client, concurrency, cancelled, halt, onResult }) {
    const queue = declarations.values();
    async function work() {
        for (const { name, body } of queue) {
            if (cancelled.aborted) {
                await onResult({ name, outcome: 'failed', reason: `not sent: ${cancelled.reason}` });
                continue;
            }
            const outcome = await client.create(body).catch(() => ({
                kind: 'unknown',
                reason: 'the action failed in a way it did not foresee',
            }));
            if (outcome.kind === 'unsent')
                halt(outcome.reason);
            if (outcome.kind === 'rejected' && hopeless.includes(outcome.status)) {
                halt(`the API refused the credentials (${outcome.status})`);
            }
            await onResult(resultOfOutcome(name, outcome));
        }
    }
    await Promise.all(Array.from({ length: concurrency }, work));
}
function resultOfOutcome(name, outcome) {
    if (outcome.kind === 'rejected') {
        const reason = `the API refused it with status ${outcome.status}`;
        return { name, outcome: 'failed', reason, errors: outcome.errors };
    }
    if (outcome.kind === 'unsent') {
        return { name, outcome: 'failed', reason: `nothing was sent: ${outcome.reason}` };
    }
    const { kind, ...known } = outcome;
    return { name, outcome: kind, ...known };
}

;// CONCATENATED MODULE: ./lib/registration/step.js
const blocking = [
    'changed',
    'renamed',
    'returned',
    'unknown',
    'unstored',
    'conflict',
];
/** The steps that stop the run before any request. */
function blockersOf(steps) {
    return steps.filter(({ action }) => blocking.includes(action));
}
/** Name of the webhook that a step is about. */
function nameOf(step) {
    return step.action === 'removed' ? step.name : step.declaration.name;
}

;// CONCATENATED MODULE: ./lib/registration/result.js



/** The lists of names that are step outputs; `adopted` has none. */
const lists = ['created', 'unchanged', 'changed', 'removed', 'unknown', 'failed'];
/** The outcome of a step that is not, or in mode plan not yet, carried out. */
const outcomes = {
    create: 'created',
    adopt: 'adopted',
    unchanged: 'unchanged',
    changed: 'changed',
    removed: 'removed',
    unknown: 'unknown',
    renamed: 'failed',
    returned: 'failed',
    unstored: 'failed',
    conflict: 'failed',
};
/** The result of a step for which no request is sent. */
function resultOf(step, environment) {
    const id = recordedId(step);
    return {
        name: nameOf(step),
        outcome: outcomes[step.action],
        ...(id === undefined ? {} : { id }),
        ...adviceFor(step, environment),
    };
}
/** The results of steps of which none is carried out, for the reason `why`. */
function stoppedResults(steps, why, environment) {
    return steps.map((step) => {
        const { name, outcome, ...rest } = resultOf(step, environment);
        return outcome === 'created' || outcome === 'adopted'
            ? { name, outcome: 'failed', reason: `not sent: ${why}` }
            : { name, outcome, ...rest };
    });
}
/** The results that a plan foresees: when something has to be settled first, nothing else is done. */
function plannedResults(steps, environment) {
    return blockersOf(steps).length > 0
        ? stoppedResults(steps, 'others must be settled first', environment)
        : steps.map((step) => resultOf(step, environment));
}
/** The ID that a step's name has now, or has once an adoption is recorded. */
function recordedId(step) {
    switch (step.action) {
        case 'adopt':
        case 'unstored':
            return step.id;
        case 'create':
            return idOf(step.replaces);
        case 'renamed':
        case 'returned':
            return undefined;
        default:
            return idOf(step.entry);
    }
}
/**
 * The outputs that `news` sets and those that `all` results so far set together. IDs and secrets never share one: the
 * runner drops a job output that holds a masked value (JobExtension.cs).
 */
function outputsOf(news, all) {
    const changes = all.some(({ outcome }) => outcome === 'created' || outcome === 'adopted');
    const names = (wanted) => all.filter(({ outcome }) => outcome === wanted).map(({ name }) => name);
    return {
        ids: JSON.stringify(Object.fromEntries(known(all, 'id'))),
        secrets: JSON.stringify(Object.fromEntries(known(all, 'secret'))),
        ...Object.fromEntries(lists.map((list) => [list, JSON.stringify(names(list))])),
        changes: String(changes),
        ...Object.fromEntries(known(news, 'id').map(([name, id]) => [`${name}-id`, id])),
        ...Object.fromEntries(known(news, 'secret').map(([name, secret]) => [`${name}-secret`, secret])),
    };
}
/** Name and value of each result that has `field`. */
function known(results, field) {
    return results.flatMap(({ name, [field]: value }) => value === undefined ? [] : [[name, value]]);
}
/** True when every declared webhook is where it is declared to be. */
function isComplete(results) {
    return results.every(({ outcome }) => !['unknown', 'failed', 'changed'].includes(outcome));
}

;// CONCATENATED MODULE: ./lib/registration/register.js









/** Another run may write state between our reading and our writing; a handful of times is bad luck, more is not. */
const maxPlans = 5;
/**
 * Creates what is declared and not yet registered. Nothing is sent before the intents are in state.
 * @throws StateError when state cannot be read or the intents cannot be written: nothing was sent.
 * @throws SecretsError when GitHub secrets cannot be written: nothing was sent.
 */
async function register(options) {
    const { store, target } = options;
    for (let plans = 1; plans <= maxPlans; plans += 1) {
        const { steps, state, revision } = await readAndPlan(store, target);
        const began = options.moment();
        const before = entriesBefore(steps, began);
        if (before.size === 0 || blockersOf(steps).length > 0) {
            return withoutRequests(plannedResults(steps, target.environment), options);
        }
        if (options.cancelled.aborted) {
            const why = String(options.cancelled.reason);
            return withoutRequests(stoppedResults(steps, why, target.environment), options);
        }
        await prepareSecrets(steps, target);
        const connect = await options.connect();
        const next = withOneOwnerEach(withEntries(state, before));
        const written = await store.write(stateText(next), revision, intentMessage(steps, target));
        if (written === 'moved')
            continue;
        return carryOut({ steps, state: next, revision: written.revision }, began, connect, options);
    }
    throw new StateError('other runs keep changing the state: nothing was sent. Give the job a concurrency group and run it again');
}
/** Nothing is sent: every result is known already. */
function withoutRequests(results, { onResults }) {
    onResults(results, results);
    return { results, failures: [] };
}
/** Nothing is created whose signing secret could not be stored. */
async function prepareSecrets(steps, { secrets }) {
    const needed = steps.some((step) => step.action === 'create' && step.declaration.secret !== undefined);
    if (needed && secrets !== undefined)
        await secrets.prepare();
}
async function carryOut(planned, before, connect, options) {
    const { store, target, onResults } = options;
    const { steps } = planned;
    const failures = [];
    const halt = new AbortController();
    const cancelled = AbortSignal.any([options.cancelled, halt.signal]);
    const results = new Map();
    const all = () => steps.flatMap((step) => results.get(nameOf(step)) ?? []);
    const attempt = async (act) => {
        try {
            await act();
        }
        catch (error) {
            const { message } = error;
            if (!failures.includes(message))
                failures.push(message);
            halt.abort('the result of another webhook could not be kept');
        }
    };
    const tell = (news) => {
        for (const result of news)
            results.set(result.name, result);
        return attempt(() => onResults(news, all()));
    };
    /**
     * Puts a signing secret where its declaration wants it; gives what state records of that: where it is, or who
     * else's is there.
     */
    const keepSecret = async ({ declaration: { name, secret: secretName }, secretBefore }, { id, secret, outcome }) => {
        const { secrets } = target;
        if (secretName === undefined || secrets === undefined)
            return {};
        const place = placeOf(secretName, target.options);
        let kept = {};
        await attempt(async () => {
            if (secret === undefined) {
                if (outcome !== 'created')
                    return;
                throw new Error(`"${name}" was created as ${id}, but the reply had no signing secret to store in ${secretName}: set it by hand to the Key Secret that the Conduit Dashboard shows`);
            }
            let storedAt;
            try {
                const time = await secrets.updatedAt(secretName);
                const writtenAt = time === undefined ? undefined : new Date(time).toISOString();
                if (writtenAt !== secretBefore?.writtenAt) {
                    if (writtenAt !== undefined)
                        kept = { secretBefore: { ...place, writtenAt } };
                    throw new Error('It was written after this run had looked, perhaps by another run: find out whose it is');
                }
                storedAt = await secrets.store(secretName, secret);
            }
            catch (error) {
                throw new Error(`"${name}" was created${id === undefined ? '' : ` as ${id}`}, but its signing secret was not stored in ${secretName}: it is in the step output ${name}-secret and in the Conduit Dashboard. ${error.message}`);
            }
            const time = storedAt === undefined ? options.moment().at : new Date(storedAt).toISOString();
            kept = { secret: { ...place, storedAt: time } };
        });
        return kept;
    };
    const creates = steps.filter((step) => step.action === 'create');
    await tell(steps
        .filter((step) => step.action !== 'create')
        .map((step) => resultOf(step, target.environment)));
    if (creates.length === 0)
        return { results: all(), failures };
    const ledger = openLedger(store, planned, target.environment, options.pause);
    const byName = new Map(creates.map((step) => [step.declaration.name, step]));
    const client = connect(cancelled);
    try {
        await sendAll(creates.map(({ declaration }) => declaration), {
            client,
            concurrency: options.concurrency,
            cancelled,
            halt: (reason) => halt.abort(reason),
            async onResult(result) {
                const step = byName.get(result.name);
                await tell([withAdvice(withOwnId(result, all()), step, before, target)]);
                // From now on it exists: a GitHub secret that is written later has its signing secret.
                const after = options.moment();
                const { secret, secretBefore } = await keepSecret(step, result);
                const entry = entryAfter({ ...step, ...(secretBefore && { secretBefore }) }, result, {
                    before,
                    after,
                    ...(secret && { secret }),
                });
                await attempt(() => ledger.record(new Map([[result.name, entry]])));
            },
        });
    }
    finally {
        client.close();
    }
    await attempt(() => ledger.save(resultMessage(all(), target)));
    return { results: all(), failures };
}
/** Two webhooks have two IDs; an API that gives one twice has mixed something up. */
function withOwnId(result, others) {
    const twin = others.find(({ name, id }) => id !== undefined && id === result.id && name !== result.name);
    if (twin === undefined)
        return result;
    const warning = `the API gave the ID of "${twin.name}" again: look at both in the Dashboard`;
    return { ...result, warnings: [...(result.warnings ?? []), warning] };
}
/**
 * A result of a request, with what the plan had to say of it; how to settle it when it is unknown; and the ID that
 * still holds when it failed.
 */
function withAdvice(result, step, before, { environment, options: { stateless = false } }) {
    const { id, reason } = resultOf(step, environment);
    if (result.outcome === 'created')
        return reason === undefined ? result : { ...result, reason };
    const still = id === undefined ? result : { ...result, id };
    const entry = entryAfter(step, result, { before, after: before });
    return entry?.status === 'unknown'
        ? {
            ...still,
            ...adviceFor({ ...step, action: 'unknown', entry, forgotten: stateless }, environment),
        }
        : still;
}
function intentMessage(steps, { environment }) {
    const named = (action) => steps.filter((step) => step.action === action).map(nameOf);
    const found = steps
        .filter((step) => step.action === 'unchanged' && step.secret?.kind === 'found')
        .map(nameOf);
    const reworded = steps
        .filter((step) => step.action === 'unchanged' && isReworded(step))
        .map(nameOf);
    const removed = steps.filter(isNewlyRemoved).map(nameOf);
    const parts = [
        ...(named('create').length > 0 ? [`about to create ${named('create').join(', ')}`] : []),
        ...(named('adopt').length > 0 ? [`adopt ${named('adopt').join(', ')}`] : []),
        ...(found.length > 0 ? [`GitHub secret found of ${found.join(', ')}`] : []),
        ...(removed.length > 0 ? [`no longer declared: ${removed.join(', ')}`] : []),
        ...(reworded.length > 0 ? [`events of ${reworded.join(', ')} declared in other words`] : []),
    ];
    return `${environment}: ${parts.join('; ')}`;
}
function resultMessage(results, { environment }) {
    const parts = ['created', 'unknown', 'failed'].flatMap((outcome) => {
        const names = results.filter((result) => result.outcome === outcome).map(({ name }) => name);
        return names.length === 0 ? [] : [`${outcome} ${names.join(', ')}`];
    });
    return `${environment}: ${parts.join('; ')}`;
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(24);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(760);
// EXTERNAL MODULE: ./lib/manifest/file.js + 1 modules
var manifest_file = __webpack_require__(315);
// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(474);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(30);
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
    throw new StateError('other runs on this machine keep writing the state file');
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
    const failed = (doing, error) => error instanceof StateError
        ? error
        : new StateError(`the state file ${path} cannot be ${doing} (${error.code})`);
    /** The file's place, which lies in the workspace whatever symlinks lead there. */
    function locate() {
        const root = (0,external_node_fs_.realpathSync)(workspace);
        const way = (0,manifest_file/* wayInto */.mj)(workspace, path);
        if (way === undefined || way === '')
            throw outside();
        const file = (0,external_node_path_.join)(root, way);
        let existing = (0,external_node_path_.dirname)(file);
        while (!(0,manifest_file/* isInside */.FK)(existing, root) && !exists(existing))
            existing = (0,external_node_path_.dirname)(existing);
        if (!(0,manifest_file/* isInside */.FK)(root, (0,external_node_fs_.realpathSync)(existing)))
            throw outside();
        // Writing replaces what has this name. A link would be replaced, and what it leads to left as it was.
        if ((0,external_node_fs_.lstatSync)(file, { throwIfNoEntry: false })?.isSymbolicLink()) {
            if (exists(file) && !(0,manifest_file/* isInside */.FK)(root, (0,external_node_fs_.realpathSync)(file)))
                throw outside();
            throw new StateError(`the state file ${path} is a symlink: name the file itself`);
        }
        return file;
    }
    const outside = () => new StateError(`the state file ${path} is outside the workspace`);
    function readNow(file) {
        try {
            if (!(0,manifest_file/* isInside */.FK)((0,external_node_fs_.realpathSync)(workspace), (0,external_node_fs_.realpathSync)(file)))
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
                const spelled = locate();
                (0,external_node_fs_.mkdirSync)((0,external_node_path_.dirname)(spelled), { recursive: true });
                // The lock goes by the file's name: one file has to have one, whatever links lead to it.
                const file = (0,external_node_path_.join)((0,external_node_fs_.realpathSync)((0,external_node_path_.dirname)(spelled)), (0,external_node_path_.basename)(spelled));
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
// EXTERNAL MODULE: ./lib/http/url.js
var http_url = __webpack_require__(990);
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
            throw new StateError(`no room for a temporary git repository in RUNNER_TEMP (${code})`);
        }
        return folder;
    }
    const git = (args, input) => runGit(args, { cwd: repository(), env: gitEnvironment(options, repository()), input });
    /** Brings the ref here. A pattern, as in the push: git looks for a plain name below refs/heads/ too. */
    const fetch = () => git(['fetch', '--quiet', '--no-tags', '--depth=1', '--', remote, `+${ref}*:${ref}*`]);
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
            let fetched = await fetch();
            if (fetched.code !== 0) {
                // A first run has nothing to fetch, which git calls a failure; the list of refs tells the two apart.
                if ((await remoteRevision()) === '')
                    return { revision: '' };
                // Another run may have made the ref just now.
                fetched = await fetch();
                if (fetched.code !== 0)
                    throw failure('read', fetched.stderr, options);
            }
            const found = await git(['cat-file', '--batch'], `${ref}\n${ref}:${fileName}\n`);
            if (found.code !== 0)
                throw failure('read', found.stderr, options);
            const objects = parseBatch(found.stdout);
            const [commit, document] = objects;
            if (commit === undefined)
                return { revision: '' };
            if (document === undefined)
                throw new StateError(`${ref} has no ${fileName}`);
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
        throw new StateError('there is no repository to keep state in: GITHUB_REPOSITORY is not set, and the workspace has no remote "origin"');
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
        ['maintenance.auto', 'false'],
        // A redirect would take the token along to wherever it points.
        ['http.followRedirects', 'false'],
    ];
    const url = URL.parse(remote);
    if (token !== '' && url !== null && (0,http_url/* isConfidential */.F)(url)) {
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
            reject(new StateError(error.code === 'ENOENT'
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
/** What git says when no permission would help. */
const unreachable = /could not resolve|failed to connect|couldn't connect|connection (refused|timed out|reset)|gave no answer/i;
function failure(doing, stderr, { token }) {
    const said = stderr
        .trim()
        .split(/[\r\n]+/)
        .map((line) => line.trim())
        .filter((line) => !/^(remote:|To .*|error: failed to push .*)?$/.test(line))
        .slice(-5)
        .join('; ');
    const permission = doing === 'written'
        ? 'the job needs `permissions: contents: write`, and no rule may protect refs/conduit-webhooks/'
        : `the job needs \`permissions: contents: read\`${token === '' ? ', and the input github-token is empty' : ''}`;
    const need = unreachable.test(said)
        ? 'the server of the repository could not be reached'
        : permission;
    return new StateError(`the state ref cannot be ${doing}: ${need}. git said: ${said || 'nothing'}`);
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

;// CONCATENATED MODULE: ./lib/deploy.js








/** Carries out plan or register, and says what came of it. */
async function deploy(inputs, manifest, runner, env, interrupts) {
    const { environment, mode } = inputs;
    if (mode === 'register' && !canSetOutputs(runner))
        return 1;
    const declarations = manifest.declarationsFor(environment);
    const strangers = inputs.replace.filter((name) => !declarations.some((one) => one.name === name));
    if (strangers.length > 0) {
        runner.error(`input "replace" names ${strangers.join(', ')}: the manifest declares no such webhook`);
        return 1;
    }
    const keeper = declarations.find(({ secret }) => secret !== undefined);
    if (mode === 'register' && keeper !== undefined) {
        const why = noTokenReason(inputs);
        if (why !== undefined) {
            runner.annotate(manifest.path, [
                {
                    severity: 'error',
                    message: `${why}. Nothing was sent`,
                    subject: `webhooks.${keeper.name}.secret`,
                    range: manifest.rangeOf(keeper.name, environment, 'secret'),
                },
            ]);
            return 1;
        }
    }
    const context = { manifest, declarations, environment, mode };
    const { secretsEnvironment } = inputs;
    const where = secretsEnvironment === undefined ? {} : { secretsEnvironment };
    const secrets = keeper === undefined || inputs.secretsToken === ''
        ? undefined
        : await openSecrets(inputs, interrupts);
    const target = {
        environment,
        manifest: manifest.path,
        apiUrl: inputs.apiUrl,
        declarations,
        options: {
            onChange: inputs.onChange,
            replace: inputs.replace,
            runId: inputs.run.id,
            isRerun: Number(inputs.run.attempt) > 1,
            stateless: inputs.state.kind === 'none',
            ...where,
        },
        ...(secrets && { secrets }),
    };
    let store;
    try {
        store = await openStore(inputs.state, {
            workspace: inputs.workspace,
            ...(inputs.run.repository === undefined ? {} : { remote: inputs.run.repository }),
            environment,
            token: inputs.githubToken,
            trailers: trailersOf(inputs, manifest),
            temporaryFolder: inputs.run.temporaryFolder,
            env,
            now: Date.now,
        });
        const { results, failures } = inputs.mode === 'plan'
            ? await planOnly(store, target, context, runner)
            : await registerAll(inputs, store, target, context, runner, interrupts);
        await (0,report/* reportResults */.zO)(results, failures, context, runner);
        if (interrupts.cancelled.aborted)
            return 130;
        return isComplete(results) && failures.length === 0 ? 0 : 1;
    }
    catch (error) {
        if (!(error instanceof StateError || error instanceof github_error/* SecretsError */.o))
            throw error;
        const beforeAny = error instanceof github_error/* SecretsError */.o && inputs.mode === 'register';
        runner.error(`${error.message}${beforeAny ? '. Nothing was created' : ''}`);
        return interrupts.cancelled.aborted ? 130 : 1;
    }
    finally {
        store?.close();
        secrets?.close();
    }
}
/** Sets every output for the first time, so that a file that cannot be written is known before the first request. */
function canSetOutputs(runner) {
    try {
        runner.setOutputs(outputsOf([], []));
        return true;
    }
    catch (error) {
        runner.error(`the step outputs cannot be written (${error.message}), so signing secrets would be lost: nothing was sent`);
        return false;
    }
}
/** Why signing secrets cannot be stored with the token that was given. */
function noTokenReason({ secretsToken, githubToken, }) {
    if (secretsToken === '') {
        return 'it names a GitHub secret, and the input secrets-token is empty: give it a GitHub App token or fine-grained token that may write secrets';
    }
    return secretsToken === githubToken
        ? 'the input secrets-token is GITHUB_TOKEN, which can never write secrets: give it a GitHub App token or fine-grained token'
        : undefined;
}
async function openSecrets({ run, secretsToken, secretsEnvironment }, { expired }) {
    const { secretKeeper } = await Promise.all(/* import() */[__webpack_require__.e(972), __webpack_require__.e(663)]).then(__webpack_require__.bind(__webpack_require__, 852));
    return secretKeeper({
        apiUrl: run.githubApiUrl,
        repository: run.repositoryName,
        token: secretsToken,
        expired,
        clock: systemClock,
        ...(secretsEnvironment === undefined ? {} : { environment: secretsEnvironment }),
    });
}
async function planOnly(store, target, context, runner) {
    const { steps } = await readAndPlan(store, target);
    const results = plannedResults(steps, target.environment);
    const failures = [];
    try {
        setOutputs(results, results, runner);
    }
    catch (error) {
        failures.push(error.message);
    }
    (0,report/* reportProgress */.wX)(results, context, runner);
    return { results, failures };
}
async function registerAll(inputs, store, target, context, runner, { cancelled, expired }) {
    const { id, attempt, commit } = inputs.run;
    return await register({
        store,
        target,
        concurrency: inputs.concurrency,
        cancelled,
        moment: () => ({ at: new Date().toISOString(), run: { id, attempt, commit } }),
        pause: (ms) => systemClock.sleep(ms, expired),
        async connect() {
            const { createClient } = await Promise.all(/* import() */[__webpack_require__.e(972), __webpack_require__.e(256)]).then(__webpack_require__.bind(__webpack_require__, 371));
            return (signal) => createClient({
                ...inputs.credentials,
                apiUrl: inputs.apiUrl,
                timeoutMs: inputs.timeoutMs,
                mask: runner.mask,
                holdsSecret: runner.holdsSecret,
                onWait: (reason, ms) => runner.info(`  waiting ${(ms / 1000).toFixed(1)} s: ${reason}`),
                cancelled: signal,
                expired,
                clock: systemClock,
            });
        },
        onResults(news, all) {
            try {
                setOutputs(news, all, runner);
            }
            finally {
                (0,report/* reportProgress */.wX)(news, context, runner);
            }
        },
    });
}
/** @throws Error that says whose signing secret the outputs lack. */
function setOutputs(news, all, runner) {
    try {
        runner.setOutputs(outputsOf(news, all));
    }
    catch (error) {
        const lost = news.flatMap(({ name, secret }) => (secret === undefined ? [] : [name]));
        const what = lost.length === 0
            ? ''
            : `: they lack the signing secret of ${lost.join(', ')} (the Dashboard has it)`;
        throw new Error(`the step outputs could not be written, ${error.message}${what}`);
    }
}
/** What each commit of the state ref says below its subject. */
function trailersOf({ run }, { path }) {
    return [
        ...(run.repository !== undefined && run.id !== ''
            ? [`Run: ${run.repository}/actions/runs/${run.id}/attempts/${run.attempt || '1'}`]
            : []),
        ...(run.commit === '' ? [] : [`Commit: ${run.commit}`]),
        `Manifest: ${path}`,
    ];
}


/***/ }),

/***/ 297:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ SecretsError)
/* harmony export */ });
/** Secrets could not be read or written. The message says what, why and what to do; parts may be untrusted. */
class SecretsError extends Error {
}


/***/ })

};
