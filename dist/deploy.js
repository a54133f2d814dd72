"use strict";
exports.id = 778;
exports.ids = [778];
exports.modules = {

/***/ 5778:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  deploy: () => (/* binding */ deploy)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
;// CONCATENATED MODULE: ./lib/apply/look.js
function openLook(connect, concurrency) {
    const readings = new Map();
    let isDenied = false;
    return {
        async read(ids) {
            const left = [...new Set(ids)].filter((id) => !readings.has(id));
            if (left.length === 0 || isDenied)
                return readings;
            const client = await connect();
            const queue = left.values();
            async function work() {
                for (const id of queue) {
                    if (isDenied)
                        return;
                    const reading = await client.read(id);
                    readings.set(id, reading);
                    isDenied ||= reading.kind === 'denied';
                }
            }
            try {
                await Promise.all(Array.from({ length: concurrency }, work));
            }
            finally {
                client.close();
            }
            return readings;
        },
    };
}

// EXTERNAL MODULE: ./lib/clients/clock.js
var clients_clock = __webpack_require__(6018);
// EXTERNAL MODULE: ./lib/clients/limits.js
var limits = __webpack_require__(1386);
// EXTERNAL MODULE: ./lib/manifest/decisions.js
var manifest_decisions = __webpack_require__(7678);
;// CONCATENATED MODULE: ./lib/plan/plan.js
function toCreate({ webhooks, questions, errors }) {
    return questions.length + errors.length > 0
        ? []
        : webhooks.flatMap(({ status, declaration }) => (status === 'to-create' ? declaration : []));
}
function appliedIn({ judgements }) {
    return judgements.flatMap(({ kind, line }) => (kind === 'applied' ? line.decision : []));
}
function remindersOf(state, declarations) {
    const declared = new Set(declarations.map(({ name }) => name));
    return Object.entries(state.webhooks).flatMap(([name, record]) => {
        const { current, removedAt, replaced = [] } = record ?? {};
        const isRemoved = current !== undefined && removedAt !== undefined && !declared.has(name);
        const isEnabled = current?.body.status !== 'disabled';
        return [
            ...(isRemoved ? [{ kind: 'removed', name, id: current.id, isEnabled }] : []),
            ...replaced.map((id) => ({ kind: 'replaced', name, id, isEnabled: true })),
        ];
    });
}

// EXTERNAL MODULE: ./lib/safe/foreseen.js
var foreseen = __webpack_require__(2772);
// EXTERNAL MODULE: ./lib/safe/id.js
var safe_id = __webpack_require__(9856);
;// CONCATENATED MODULE: ./lib/state/document.js


class StateError extends foreseen/* Foreseen */.G {
}
function damagedState(place, what) {
    return new StateError(`The state (${place}) is damaged: ${what}. Restore an earlier version of it. Then add the \`id\` of every webhook created since, or the next run creates it again.`);
}
const mostBytes = 8 * 1024 * 1024;
function checkSize(bytes, place) {
    if (bytes <= mostBytes)
        return;
    const size = (bytes / 2 ** 20).toFixed(1);
    throw damagedState(place, `it has ${size} MiB, and a state has at most ${mostBytes / 2 ** 20}`);
}
const stateVersion = 2;
const firstRevision = '0'.repeat(16);
function emptyState(environment, manifest, apiUrl) {
    return {
        version: stateVersion,
        environment,
        manifest,
        apiUrl,
        revision: firstRevision,
        run: { server: '', id: '', attempt: '', commit: '' },
        decided: [],
        webhooks: {},
        secrets: {},
    };
}
function isEmpty({ webhooks }) {
    return Object.keys(webhooks).length === 0;
}
function recordOf({ webhooks }, name) {
    return Object.hasOwn(webhooks, name) ? webhooks[name] : undefined;
}
const blankRecord = { revision: firstRevision, replaced: [], gone: [] };
function revised(record, what, fields) {
    const revision = nextRevision(record.revision, what);
    const { current, request, removedAt, replaced = [], gone = [] } = { ...record, ...fields };
    return {
        revision,
        ...(current && { current }),
        ...(request && { request }),
        replaced,
        gone,
        ...(removedAt !== undefined && { removedAt }),
    };
}
function nextRevision(revision, what) {
    return (0,external_node_crypto_.createHash)('sha256')
        .update(JSON.stringify([revision, what]))
        .digest('hex')
        .slice(0, 16);
}
function idsOf(record) {
    if (record === undefined)
        return [];
    const { current, replaced, gone } = record;
    return [...(current ? [current.id] : []), ...replaced, ...gone];
}
function heldIds({ webhooks }) {
    return new Set(Object.values(webhooks).flatMap(idsOf));
}
function secretKey(name, environment) {
    const key = name.toUpperCase();
    return environment === undefined ? key : `${key}/${environment.toLowerCase()}`;
}
function isOlder(one, other) {
    return (one.server === other.server &&
        [one, other].every(({ id }) => /^\d{1,20}$/.test(id)) &&
        BigInt(one.id) < BigInt(other.id));
}
function writtenBy(state, run) {
    return isOlder(run, state.run) ? state : { ...state, run };
}

;// CONCATENATED MODULE: ./lib/generated/state-validator.js
const validateState = validate21;
const schema6 = { "type": "object", "additionalProperties": false, "required": ["version", "environment", "manifest", "apiUrl", "revision", "run", "decided", "webhooks", "secrets"], "properties": { "version": { "type": "number", "enum": [2] }, "environment": { "type": "string" }, "manifest": { "type": "string" }, "apiUrl": { "type": "string", "pattern": "^https?://[^\\s/?#@]+(/[^\\s?#]*)?$" }, "revision": { "type": "string", "pattern": "^[0-9a-f]{16}$" }, "run": { "$ref": "#/definitions/Run" }, "decided": { "type": "array", "items": { "type": "string", "pattern": "^(replace|keep|gone) [^ ]+ [^ ]+$" } }, "webhooks": { "type": "object", "propertyNames": { "pattern": "^[a-z][a-z0-9_-]{0,63}$" }, "additionalProperties": { "$ref": "#/definitions/WebhookRecord" } }, "secrets": { "type": "object", "propertyNames": { "type": "string", "pattern": "^(?!GITHUB_)[A-Z_][A-Z0-9_]*(/.+)?$" }, "additionalProperties": { "$ref": "#/definitions/SecretSlot" } } }, "definitions": { "WebhookRecord": { "type": "object", "additionalProperties": false, "required": ["revision", "replaced", "gone"], "properties": { "revision": { "type": "string", "pattern": "^[0-9a-f]{16}$" }, "current": { "$ref": "#/definitions/Current" }, "request": { "$ref": "#/definitions/StandingRequest" }, "replaced": { "type": "array", "items": { "type": "string", "pattern": "^(?!req_|\\.+$)[a-zA-Z0-9._-]{1,200}$" } }, "gone": { "type": "array", "items": { "anyOf": [{ "type": "string", "pattern": "^(?!req_|\\.+$)[a-zA-Z0-9._-]{1,200}$" }, { "type": "string", "pattern": "^req_[0-9a-f]{16}$" }] } }, "removedAt": { "type": "string", "pattern": "^[+-]?\\d{4,6}-\\d\\d-\\d\\dT[\\d:.]+Z$" } } }, "Current": { "type": "object", "additionalProperties": false, "required": ["id", "origin", "body", "patterns", "at", "run"], "properties": { "id": { "type": "string", "pattern": "^(?!req_|\\.+$)[a-zA-Z0-9._-]{1,200}$" }, "origin": { "type": "string", "enum": ["created", "adopted"] }, "body": { "type": "object" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^[+-]?\\d{4,6}-\\d\\d-\\d\\dT[\\d:.]+Z$" }, "run": { "$ref": "#/definitions/Run" } } }, "StandingRequest": { "type": "object", "additionalProperties": false, "required": ["id", "body", "patterns", "at", "run", "until"], "properties": { "id": { "type": "string", "pattern": "^req_[0-9a-f]{16}$" }, "body": { "type": "object" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^[+-]?\\d{4,6}-\\d\\d-\\d\\dT[\\d:.]+Z$" }, "run": { "$ref": "#/definitions/Run" }, "until": { "type": "string", "pattern": "^[+-]?\\d{4,6}-\\d\\d-\\d\\dT[\\d:.]+Z$" }, "secret": { "type": "string", "pattern": "^(?!GITHUB_)[A-Z_][A-Z0-9_]*(/.+)?$" }, "reason": { "type": "string" } } }, "SecretSlot": { "type": "object", "additionalProperties": false, "required": [], "properties": { "updatedAt": { "type": "string" }, "owner": { "type": "string", "pattern": "^(?!req_|\\.+$)[a-zA-Z0-9._-]{1,200}$" } } }, "Run": { "type": "object", "additionalProperties": false, "required": ["server", "id", "attempt", "commit"], "properties": { "server": { "type": "string" }, "id": { "type": "string" }, "attempt": { "type": "string" }, "commit": { "type": "string" } } } } };
const func2 = Object.prototype.hasOwnProperty;
const keyword1 = new Set([2]);
const pattern0 = new RegExp("^https?://[^\\s/?#@]+(/[^\\s?#]*)?$", "u");
const pattern1 = new RegExp("^[0-9a-f]{16}$", "u");
const pattern2 = new RegExp("^(replace|keep|gone) [^ ]+ [^ ]+$", "u");
const pattern3 = new RegExp("^[a-z][a-z0-9_-]{0,63}$", "u");
const pattern10 = new RegExp("^(?!GITHUB_)[A-Z_][A-Z0-9_]*(/.+)?$", "u");
const schema7 = { "type": "object", "additionalProperties": false, "required": ["server", "id", "attempt", "commit"], "properties": { "server": { "type": "string" }, "id": { "type": "string" }, "attempt": { "type": "string" }, "commit": { "type": "string" } } };
function validate22(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
        let missing0;
        if (((((data.server === undefined) && (missing0 = "server")) || ((data.id === undefined) && (missing0 = "id"))) || ((data.attempt === undefined) && (missing0 = "attempt"))) || ((data.commit === undefined) && (missing0 = "commit"))) {
            validate22.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
            return false;
        }
        else {
            const _errs1 = errors;
            for (const key0 in data) {
                if (!((((key0 === "server") || (key0 === "id")) || (key0 === "attempt")) || (key0 === "commit"))) {
                    validate22.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
                    return false;
                    break;
                }
            }
            if (_errs1 === errors) {
                if (data.server !== undefined) {
                    const _errs2 = errors;
                    if (typeof data.server !== "string") {
                        validate22.errors = [{ instancePath: instancePath + "/server", schemaPath: "#/properties/server/type", keyword: "type", params: { type: "string" } }];
                        return false;
                    }
                    var valid0 = _errs2 === errors;
                }
                else {
                    var valid0 = true;
                }
                if (valid0) {
                    if (data.id !== undefined) {
                        const _errs4 = errors;
                        if (typeof data.id !== "string") {
                            validate22.errors = [{ instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" } }];
                            return false;
                        }
                        var valid0 = _errs4 === errors;
                    }
                    else {
                        var valid0 = true;
                    }
                    if (valid0) {
                        if (data.attempt !== undefined) {
                            const _errs6 = errors;
                            if (typeof data.attempt !== "string") {
                                validate22.errors = [{ instancePath: instancePath + "/attempt", schemaPath: "#/properties/attempt/type", keyword: "type", params: { type: "string" } }];
                                return false;
                            }
                            var valid0 = _errs6 === errors;
                        }
                        else {
                            var valid0 = true;
                        }
                        if (valid0) {
                            if (data.commit !== undefined) {
                                const _errs8 = errors;
                                if (typeof data.commit !== "string") {
                                    validate22.errors = [{ instancePath: instancePath + "/commit", schemaPath: "#/properties/commit/type", keyword: "type", params: { type: "string" } }];
                                    return false;
                                }
                                var valid0 = _errs8 === errors;
                            }
                            else {
                                var valid0 = true;
                            }
                        }
                    }
                }
            }
        }
    }
    else {
        validate22.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
        return false;
    }
} validate22.errors = vErrors; return errors === 0; }
const schema8 = { "type": "object", "additionalProperties": false, "required": ["revision", "replaced", "gone"], "properties": { "revision": { "type": "string", "pattern": "^[0-9a-f]{16}$" }, "current": { "$ref": "#/definitions/Current" }, "request": { "$ref": "#/definitions/StandingRequest" }, "replaced": { "type": "array", "items": { "type": "string", "pattern": "^(?!req_|\\.+$)[a-zA-Z0-9._-]{1,200}$" } }, "gone": { "type": "array", "items": { "anyOf": [{ "type": "string", "pattern": "^(?!req_|\\.+$)[a-zA-Z0-9._-]{1,200}$" }, { "type": "string", "pattern": "^req_[0-9a-f]{16}$" }] } }, "removedAt": { "type": "string", "pattern": "^[+-]?\\d{4,6}-\\d\\d-\\d\\dT[\\d:.]+Z$" } } };
const pattern5 = new RegExp("^(?!req_|\\.+$)[a-zA-Z0-9._-]{1,200}$", "u");
const pattern7 = new RegExp("^req_[0-9a-f]{16}$", "u");
const pattern6 = new RegExp("^[+-]?\\d{4,6}-\\d\\d-\\d\\dT[\\d:.]+Z$", "u");
const schema9 = { "type": "object", "additionalProperties": false, "required": ["id", "origin", "body", "patterns", "at", "run"], "properties": { "id": { "type": "string", "pattern": "^(?!req_|\\.+$)[a-zA-Z0-9._-]{1,200}$" }, "origin": { "type": "string", "enum": ["created", "adopted"] }, "body": { "type": "object" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^[+-]?\\d{4,6}-\\d\\d-\\d\\dT[\\d:.]+Z$" }, "run": { "$ref": "#/definitions/Run" } } };
const keyword2 = new Set(["created", "adopted"]);
function validate25(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
        let missing0;
        if (((((((data.id === undefined) && (missing0 = "id")) || ((data.origin === undefined) && (missing0 = "origin"))) || ((data.body === undefined) && (missing0 = "body"))) || ((data.patterns === undefined) && (missing0 = "patterns"))) || ((data.at === undefined) && (missing0 = "at"))) || ((data.run === undefined) && (missing0 = "run"))) {
            validate25.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
            return false;
        }
        else {
            const _errs1 = errors;
            for (const key0 in data) {
                if (!((((((key0 === "id") || (key0 === "origin")) || (key0 === "body")) || (key0 === "patterns")) || (key0 === "at")) || (key0 === "run"))) {
                    validate25.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
                    return false;
                    break;
                }
            }
            if (_errs1 === errors) {
                if (data.id !== undefined) {
                    let data0 = data.id;
                    const _errs2 = errors;
                    if (errors === _errs2) {
                        if (typeof data0 === "string") {
                            if (!pattern5.test(data0)) {
                                validate25.errors = [{ instancePath: instancePath + "/id", schemaPath: "#/properties/id/pattern", keyword: "pattern", params: { pattern: "^(?!req_|\\.+$)[a-zA-Z0-9._-]{1,200}$" } }];
                                return false;
                            }
                        }
                        else {
                            validate25.errors = [{ instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" } }];
                            return false;
                        }
                    }
                    var valid0 = _errs2 === errors;
                }
                else {
                    var valid0 = true;
                }
                if (valid0) {
                    if (data.origin !== undefined) {
                        let data1 = data.origin;
                        const _errs4 = errors;
                        if (typeof data1 !== "string") {
                            validate25.errors = [{ instancePath: instancePath + "/origin", schemaPath: "#/properties/origin/type", keyword: "type", params: { type: "string" } }];
                            return false;
                        }
                        if (!keyword2.has(data1)) {
                            validate25.errors = [{ instancePath: instancePath + "/origin", schemaPath: "#/properties/origin/enum", keyword: "enum", params: {} }];
                            return false;
                        }
                        var valid0 = _errs4 === errors;
                    }
                    else {
                        var valid0 = true;
                    }
                    if (valid0) {
                        if (data.body !== undefined) {
                            let data2 = data.body;
                            const _errs6 = errors;
                            if (!(data2 && typeof data2 == "object" && !Array.isArray(data2))) {
                                validate25.errors = [{ instancePath: instancePath + "/body", schemaPath: "#/properties/body/type", keyword: "type", params: { type: "object" } }];
                                return false;
                            }
                            var valid0 = _errs6 === errors;
                        }
                        else {
                            var valid0 = true;
                        }
                        if (valid0) {
                            if (data.patterns !== undefined) {
                                let data3 = data.patterns;
                                const _errs8 = errors;
                                if (errors === _errs8) {
                                    if (Array.isArray(data3)) {
                                        var valid1 = true;
                                        const len0 = data3.length;
                                        for (let i0 = 0; i0 < len0; i0++) {
                                            const _errs10 = errors;
                                            if (typeof data3[i0] !== "string") {
                                                validate25.errors = [{ instancePath: instancePath + "/patterns/" + i0, schemaPath: "#/properties/patterns/items/type", keyword: "type", params: { type: "string" } }];
                                                return false;
                                            }
                                            var valid1 = _errs10 === errors;
                                            if (!valid1) {
                                                break;
                                            }
                                        }
                                    }
                                    else {
                                        validate25.errors = [{ instancePath: instancePath + "/patterns", schemaPath: "#/properties/patterns/type", keyword: "type", params: { type: "array" } }];
                                        return false;
                                    }
                                }
                                var valid0 = _errs8 === errors;
                            }
                            else {
                                var valid0 = true;
                            }
                            if (valid0) {
                                if (data.at !== undefined) {
                                    let data5 = data.at;
                                    const _errs12 = errors;
                                    if (errors === _errs12) {
                                        if (typeof data5 === "string") {
                                            if (!pattern6.test(data5)) {
                                                validate25.errors = [{ instancePath: instancePath + "/at", schemaPath: "#/properties/at/pattern", keyword: "pattern", params: { pattern: "^[+-]?\\d{4,6}-\\d\\d-\\d\\dT[\\d:.]+Z$" } }];
                                                return false;
                                            }
                                        }
                                        else {
                                            validate25.errors = [{ instancePath: instancePath + "/at", schemaPath: "#/properties/at/type", keyword: "type", params: { type: "string" } }];
                                            return false;
                                        }
                                    }
                                    var valid0 = _errs12 === errors;
                                }
                                else {
                                    var valid0 = true;
                                }
                                if (valid0) {
                                    if (data.run !== undefined) {
                                        const _errs14 = errors;
                                        if (!(validate22(data.run, { instancePath: instancePath + "/run", parentData: data, parentDataProperty: "run", rootData }))) {
                                            vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                                            errors = vErrors.length;
                                        }
                                        var valid0 = _errs14 === errors;
                                    }
                                    else {
                                        var valid0 = true;
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    else {
        validate25.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
        return false;
    }
} validate25.errors = vErrors; return errors === 0; }
const schema10 = { "type": "object", "additionalProperties": false, "required": ["id", "body", "patterns", "at", "run", "until"], "properties": { "id": { "type": "string", "pattern": "^req_[0-9a-f]{16}$" }, "body": { "type": "object" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^[+-]?\\d{4,6}-\\d\\d-\\d\\dT[\\d:.]+Z$" }, "run": { "$ref": "#/definitions/Run" }, "until": { "type": "string", "pattern": "^[+-]?\\d{4,6}-\\d\\d-\\d\\dT[\\d:.]+Z$" }, "secret": { "type": "string", "pattern": "^(?!GITHUB_)[A-Z_][A-Z0-9_]*(/.+)?$" }, "reason": { "type": "string" } } };
function validate28(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
        let missing0;
        if (((((((data.id === undefined) && (missing0 = "id")) || ((data.body === undefined) && (missing0 = "body"))) || ((data.patterns === undefined) && (missing0 = "patterns"))) || ((data.at === undefined) && (missing0 = "at"))) || ((data.run === undefined) && (missing0 = "run"))) || ((data.until === undefined) && (missing0 = "until"))) {
            validate28.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
            return false;
        }
        else {
            const _errs1 = errors;
            for (const key0 in data) {
                if (!((((((((key0 === "id") || (key0 === "body")) || (key0 === "patterns")) || (key0 === "at")) || (key0 === "run")) || (key0 === "until")) || (key0 === "secret")) || (key0 === "reason"))) {
                    validate28.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
                    return false;
                    break;
                }
            }
            if (_errs1 === errors) {
                if (data.id !== undefined) {
                    let data0 = data.id;
                    const _errs2 = errors;
                    if (errors === _errs2) {
                        if (typeof data0 === "string") {
                            if (!pattern7.test(data0)) {
                                validate28.errors = [{ instancePath: instancePath + "/id", schemaPath: "#/properties/id/pattern", keyword: "pattern", params: { pattern: "^req_[0-9a-f]{16}$" } }];
                                return false;
                            }
                        }
                        else {
                            validate28.errors = [{ instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" } }];
                            return false;
                        }
                    }
                    var valid0 = _errs2 === errors;
                }
                else {
                    var valid0 = true;
                }
                if (valid0) {
                    if (data.body !== undefined) {
                        let data1 = data.body;
                        const _errs4 = errors;
                        if (!(data1 && typeof data1 == "object" && !Array.isArray(data1))) {
                            validate28.errors = [{ instancePath: instancePath + "/body", schemaPath: "#/properties/body/type", keyword: "type", params: { type: "object" } }];
                            return false;
                        }
                        var valid0 = _errs4 === errors;
                    }
                    else {
                        var valid0 = true;
                    }
                    if (valid0) {
                        if (data.patterns !== undefined) {
                            let data2 = data.patterns;
                            const _errs6 = errors;
                            if (errors === _errs6) {
                                if (Array.isArray(data2)) {
                                    var valid1 = true;
                                    const len0 = data2.length;
                                    for (let i0 = 0; i0 < len0; i0++) {
                                        const _errs8 = errors;
                                        if (typeof data2[i0] !== "string") {
                                            validate28.errors = [{ instancePath: instancePath + "/patterns/" + i0, schemaPath: "#/properties/patterns/items/type", keyword: "type", params: { type: "string" } }];
                                            return false;
                                        }
                                        var valid1 = _errs8 === errors;
                                        if (!valid1) {
                                            break;
                                        }
                                    }
                                }
                                else {
                                    validate28.errors = [{ instancePath: instancePath + "/patterns", schemaPath: "#/properties/patterns/type", keyword: "type", params: { type: "array" } }];
                                    return false;
                                }
                            }
                            var valid0 = _errs6 === errors;
                        }
                        else {
                            var valid0 = true;
                        }
                        if (valid0) {
                            if (data.at !== undefined) {
                                let data4 = data.at;
                                const _errs10 = errors;
                                if (errors === _errs10) {
                                    if (typeof data4 === "string") {
                                        if (!pattern6.test(data4)) {
                                            validate28.errors = [{ instancePath: instancePath + "/at", schemaPath: "#/properties/at/pattern", keyword: "pattern", params: { pattern: "^[+-]?\\d{4,6}-\\d\\d-\\d\\dT[\\d:.]+Z$" } }];
                                            return false;
                                        }
                                    }
                                    else {
                                        validate28.errors = [{ instancePath: instancePath + "/at", schemaPath: "#/properties/at/type", keyword: "type", params: { type: "string" } }];
                                        return false;
                                    }
                                }
                                var valid0 = _errs10 === errors;
                            }
                            else {
                                var valid0 = true;
                            }
                            if (valid0) {
                                if (data.run !== undefined) {
                                    const _errs12 = errors;
                                    if (!(validate22(data.run, { instancePath: instancePath + "/run", parentData: data, parentDataProperty: "run", rootData }))) {
                                        vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                                        errors = vErrors.length;
                                    }
                                    var valid0 = _errs12 === errors;
                                }
                                else {
                                    var valid0 = true;
                                }
                                if (valid0) {
                                    if (data.until !== undefined) {
                                        let data6 = data.until;
                                        const _errs13 = errors;
                                        if (errors === _errs13) {
                                            if (typeof data6 === "string") {
                                                if (!pattern6.test(data6)) {
                                                    validate28.errors = [{ instancePath: instancePath + "/until", schemaPath: "#/properties/until/pattern", keyword: "pattern", params: { pattern: "^[+-]?\\d{4,6}-\\d\\d-\\d\\dT[\\d:.]+Z$" } }];
                                                    return false;
                                                }
                                            }
                                            else {
                                                validate28.errors = [{ instancePath: instancePath + "/until", schemaPath: "#/properties/until/type", keyword: "type", params: { type: "string" } }];
                                                return false;
                                            }
                                        }
                                        var valid0 = _errs13 === errors;
                                    }
                                    else {
                                        var valid0 = true;
                                    }
                                    if (valid0) {
                                        if (data.secret !== undefined) {
                                            let data7 = data.secret;
                                            const _errs15 = errors;
                                            if (errors === _errs15) {
                                                if (typeof data7 === "string") {
                                                    if (!pattern10.test(data7)) {
                                                        validate28.errors = [{ instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/pattern", keyword: "pattern", params: { pattern: "^(?!GITHUB_)[A-Z_][A-Z0-9_]*(/.+)?$" } }];
                                                        return false;
                                                    }
                                                }
                                                else {
                                                    validate28.errors = [{ instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/type", keyword: "type", params: { type: "string" } }];
                                                    return false;
                                                }
                                            }
                                            var valid0 = _errs15 === errors;
                                        }
                                        else {
                                            var valid0 = true;
                                        }
                                        if (valid0) {
                                            if (data.reason !== undefined) {
                                                const _errs17 = errors;
                                                if (typeof data.reason !== "string") {
                                                    validate28.errors = [{ instancePath: instancePath + "/reason", schemaPath: "#/properties/reason/type", keyword: "type", params: { type: "string" } }];
                                                    return false;
                                                }
                                                var valid0 = _errs17 === errors;
                                            }
                                            else {
                                                var valid0 = true;
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    else {
        validate28.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
        return false;
    }
} validate28.errors = vErrors; return errors === 0; }
function validate24(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
        let missing0;
        if ((((data.revision === undefined) && (missing0 = "revision")) || ((data.replaced === undefined) && (missing0 = "replaced"))) || ((data.gone === undefined) && (missing0 = "gone"))) {
            validate24.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
            return false;
        }
        else {
            const _errs1 = errors;
            for (const key0 in data) {
                if (!((((((key0 === "revision") || (key0 === "current")) || (key0 === "request")) || (key0 === "replaced")) || (key0 === "gone")) || (key0 === "removedAt"))) {
                    validate24.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
                    return false;
                    break;
                }
            }
            if (_errs1 === errors) {
                if (data.revision !== undefined) {
                    let data0 = data.revision;
                    const _errs2 = errors;
                    if (errors === _errs2) {
                        if (typeof data0 === "string") {
                            if (!pattern1.test(data0)) {
                                validate24.errors = [{ instancePath: instancePath + "/revision", schemaPath: "#/properties/revision/pattern", keyword: "pattern", params: { pattern: "^[0-9a-f]{16}$" } }];
                                return false;
                            }
                        }
                        else {
                            validate24.errors = [{ instancePath: instancePath + "/revision", schemaPath: "#/properties/revision/type", keyword: "type", params: { type: "string" } }];
                            return false;
                        }
                    }
                    var valid0 = _errs2 === errors;
                }
                else {
                    var valid0 = true;
                }
                if (valid0) {
                    if (data.current !== undefined) {
                        const _errs4 = errors;
                        if (!(validate25(data.current, { instancePath: instancePath + "/current", parentData: data, parentDataProperty: "current", rootData }))) {
                            vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
                            errors = vErrors.length;
                        }
                        var valid0 = _errs4 === errors;
                    }
                    else {
                        var valid0 = true;
                    }
                    if (valid0) {
                        if (data.request !== undefined) {
                            const _errs5 = errors;
                            if (!(validate28(data.request, { instancePath: instancePath + "/request", parentData: data, parentDataProperty: "request", rootData }))) {
                                vErrors = vErrors === null ? validate28.errors : vErrors.concat(validate28.errors);
                                errors = vErrors.length;
                            }
                            var valid0 = _errs5 === errors;
                        }
                        else {
                            var valid0 = true;
                        }
                        if (valid0) {
                            if (data.replaced !== undefined) {
                                let data3 = data.replaced;
                                const _errs6 = errors;
                                if (errors === _errs6) {
                                    if (Array.isArray(data3)) {
                                        var valid1 = true;
                                        const len0 = data3.length;
                                        for (let i0 = 0; i0 < len0; i0++) {
                                            let data4 = data3[i0];
                                            const _errs8 = errors;
                                            if (errors === _errs8) {
                                                if (typeof data4 === "string") {
                                                    if (!pattern5.test(data4)) {
                                                        validate24.errors = [{ instancePath: instancePath + "/replaced/" + i0, schemaPath: "#/properties/replaced/items/pattern", keyword: "pattern", params: { pattern: "^(?!req_|\\.+$)[a-zA-Z0-9._-]{1,200}$" } }];
                                                        return false;
                                                    }
                                                }
                                                else {
                                                    validate24.errors = [{ instancePath: instancePath + "/replaced/" + i0, schemaPath: "#/properties/replaced/items/type", keyword: "type", params: { type: "string" } }];
                                                    return false;
                                                }
                                            }
                                            var valid1 = _errs8 === errors;
                                            if (!valid1) {
                                                break;
                                            }
                                        }
                                    }
                                    else {
                                        validate24.errors = [{ instancePath: instancePath + "/replaced", schemaPath: "#/properties/replaced/type", keyword: "type", params: { type: "array" } }];
                                        return false;
                                    }
                                }
                                var valid0 = _errs6 === errors;
                            }
                            else {
                                var valid0 = true;
                            }
                            if (valid0) {
                                if (data.gone !== undefined) {
                                    let data5 = data.gone;
                                    const _errs10 = errors;
                                    if (errors === _errs10) {
                                        if (Array.isArray(data5)) {
                                            var valid2 = true;
                                            const len1 = data5.length;
                                            for (let i1 = 0; i1 < len1; i1++) {
                                                let data6 = data5[i1];
                                                const _errs12 = errors;
                                                const _errs13 = errors;
                                                let valid3 = false;
                                                const _errs14 = errors;
                                                if (errors === _errs14) {
                                                    if (typeof data6 === "string") {
                                                        if (!pattern5.test(data6)) {
                                                            const err0 = { instancePath: instancePath + "/gone/" + i1, schemaPath: "#/properties/gone/items/anyOf/0/pattern", keyword: "pattern", params: { pattern: "^(?!req_|\\.+$)[a-zA-Z0-9._-]{1,200}$" } };
                                                            if (vErrors === null) {
                                                                vErrors = [err0];
                                                            }
                                                            else {
                                                                vErrors.push(err0);
                                                            }
                                                            errors++;
                                                        }
                                                    }
                                                    else {
                                                        const err1 = { instancePath: instancePath + "/gone/" + i1, schemaPath: "#/properties/gone/items/anyOf/0/type", keyword: "type", params: { type: "string" } };
                                                        if (vErrors === null) {
                                                            vErrors = [err1];
                                                        }
                                                        else {
                                                            vErrors.push(err1);
                                                        }
                                                        errors++;
                                                    }
                                                }
                                                var _valid0 = _errs14 === errors;
                                                valid3 = valid3 || _valid0;
                                                if (!valid3) {
                                                    const _errs16 = errors;
                                                    if (errors === _errs16) {
                                                        if (typeof data6 === "string") {
                                                            if (!pattern7.test(data6)) {
                                                                const err2 = { instancePath: instancePath + "/gone/" + i1, schemaPath: "#/properties/gone/items/anyOf/1/pattern", keyword: "pattern", params: { pattern: "^req_[0-9a-f]{16}$" } };
                                                                if (vErrors === null) {
                                                                    vErrors = [err2];
                                                                }
                                                                else {
                                                                    vErrors.push(err2);
                                                                }
                                                                errors++;
                                                            }
                                                        }
                                                        else {
                                                            const err3 = { instancePath: instancePath + "/gone/" + i1, schemaPath: "#/properties/gone/items/anyOf/1/type", keyword: "type", params: { type: "string" } };
                                                            if (vErrors === null) {
                                                                vErrors = [err3];
                                                            }
                                                            else {
                                                                vErrors.push(err3);
                                                            }
                                                            errors++;
                                                        }
                                                    }
                                                    var _valid0 = _errs16 === errors;
                                                    valid3 = valid3 || _valid0;
                                                }
                                                if (!valid3) {
                                                    const err4 = { instancePath: instancePath + "/gone/" + i1, schemaPath: "#/properties/gone/items/anyOf", keyword: "anyOf", params: {} };
                                                    if (vErrors === null) {
                                                        vErrors = [err4];
                                                    }
                                                    else {
                                                        vErrors.push(err4);
                                                    }
                                                    errors++;
                                                    validate24.errors = vErrors;
                                                    return false;
                                                }
                                                else {
                                                    errors = _errs13;
                                                    if (vErrors !== null) {
                                                        if (_errs13) {
                                                            vErrors.length = _errs13;
                                                        }
                                                        else {
                                                            vErrors = null;
                                                        }
                                                    }
                                                }
                                                var valid2 = _errs12 === errors;
                                                if (!valid2) {
                                                    break;
                                                }
                                            }
                                        }
                                        else {
                                            validate24.errors = [{ instancePath: instancePath + "/gone", schemaPath: "#/properties/gone/type", keyword: "type", params: { type: "array" } }];
                                            return false;
                                        }
                                    }
                                    var valid0 = _errs10 === errors;
                                }
                                else {
                                    var valid0 = true;
                                }
                                if (valid0) {
                                    if (data.removedAt !== undefined) {
                                        let data7 = data.removedAt;
                                        const _errs18 = errors;
                                        if (errors === _errs18) {
                                            if (typeof data7 === "string") {
                                                if (!pattern6.test(data7)) {
                                                    validate24.errors = [{ instancePath: instancePath + "/removedAt", schemaPath: "#/properties/removedAt/pattern", keyword: "pattern", params: { pattern: "^[+-]?\\d{4,6}-\\d\\d-\\d\\dT[\\d:.]+Z$" } }];
                                                    return false;
                                                }
                                            }
                                            else {
                                                validate24.errors = [{ instancePath: instancePath + "/removedAt", schemaPath: "#/properties/removedAt/type", keyword: "type", params: { type: "string" } }];
                                                return false;
                                            }
                                        }
                                        var valid0 = _errs18 === errors;
                                    }
                                    else {
                                        var valid0 = true;
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    else {
        validate24.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
        return false;
    }
} validate24.errors = vErrors; return errors === 0; }
const schema11 = { "type": "object", "additionalProperties": false, "required": [], "properties": { "updatedAt": { "type": "string" }, "owner": { "type": "string", "pattern": "^(?!req_|\\.+$)[a-zA-Z0-9._-]{1,200}$" } } };
function validate32(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
        const _errs1 = errors;
        for (const key0 in data) {
            if (!((key0 === "updatedAt") || (key0 === "owner"))) {
                validate32.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
                return false;
                break;
            }
        }
        if (_errs1 === errors) {
            if (data.updatedAt !== undefined) {
                const _errs2 = errors;
                if (typeof data.updatedAt !== "string") {
                    validate32.errors = [{ instancePath: instancePath + "/updatedAt", schemaPath: "#/properties/updatedAt/type", keyword: "type", params: { type: "string" } }];
                    return false;
                }
                var valid0 = _errs2 === errors;
            }
            else {
                var valid0 = true;
            }
            if (valid0) {
                if (data.owner !== undefined) {
                    let data1 = data.owner;
                    const _errs4 = errors;
                    if (errors === _errs4) {
                        if (typeof data1 === "string") {
                            if (!pattern5.test(data1)) {
                                validate32.errors = [{ instancePath: instancePath + "/owner", schemaPath: "#/properties/owner/pattern", keyword: "pattern", params: { pattern: "^(?!req_|\\.+$)[a-zA-Z0-9._-]{1,200}$" } }];
                                return false;
                            }
                        }
                        else {
                            validate32.errors = [{ instancePath: instancePath + "/owner", schemaPath: "#/properties/owner/type", keyword: "type", params: { type: "string" } }];
                            return false;
                        }
                    }
                    var valid0 = _errs4 === errors;
                }
                else {
                    var valid0 = true;
                }
            }
        }
    }
    else {
        validate32.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
        return false;
    }
} validate32.errors = vErrors; return errors === 0; }
function validate21(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
        let missing0;
        if ((((((((((data.version === undefined) && (missing0 = "version")) || ((data.environment === undefined) && (missing0 = "environment"))) || ((data.manifest === undefined) && (missing0 = "manifest"))) || ((data.apiUrl === undefined) && (missing0 = "apiUrl"))) || ((data.revision === undefined) && (missing0 = "revision"))) || ((data.run === undefined) && (missing0 = "run"))) || ((data.decided === undefined) && (missing0 = "decided"))) || ((data.webhooks === undefined) && (missing0 = "webhooks"))) || ((data.secrets === undefined) && (missing0 = "secrets"))) {
            validate21.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
            return false;
        }
        else {
            const _errs1 = errors;
            for (const key0 in data) {
                if (!(func2.call(schema6.properties, key0))) {
                    validate21.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
                    return false;
                    break;
                }
            }
            if (_errs1 === errors) {
                if (data.version !== undefined) {
                    let data0 = data.version;
                    const _errs2 = errors;
                    if (!((typeof data0 == "number") && (isFinite(data0)))) {
                        validate21.errors = [{ instancePath: instancePath + "/version", schemaPath: "#/properties/version/type", keyword: "type", params: { type: "number" } }];
                        return false;
                    }
                    if (!keyword1.has(data0)) {
                        validate21.errors = [{ instancePath: instancePath + "/version", schemaPath: "#/properties/version/enum", keyword: "enum", params: {} }];
                        return false;
                    }
                    var valid0 = _errs2 === errors;
                }
                else {
                    var valid0 = true;
                }
                if (valid0) {
                    if (data.environment !== undefined) {
                        const _errs4 = errors;
                        if (typeof data.environment !== "string") {
                            validate21.errors = [{ instancePath: instancePath + "/environment", schemaPath: "#/properties/environment/type", keyword: "type", params: { type: "string" } }];
                            return false;
                        }
                        var valid0 = _errs4 === errors;
                    }
                    else {
                        var valid0 = true;
                    }
                    if (valid0) {
                        if (data.manifest !== undefined) {
                            const _errs6 = errors;
                            if (typeof data.manifest !== "string") {
                                validate21.errors = [{ instancePath: instancePath + "/manifest", schemaPath: "#/properties/manifest/type", keyword: "type", params: { type: "string" } }];
                                return false;
                            }
                            var valid0 = _errs6 === errors;
                        }
                        else {
                            var valid0 = true;
                        }
                        if (valid0) {
                            if (data.apiUrl !== undefined) {
                                let data3 = data.apiUrl;
                                const _errs8 = errors;
                                if (errors === _errs8) {
                                    if (typeof data3 === "string") {
                                        if (!pattern0.test(data3)) {
                                            validate21.errors = [{ instancePath: instancePath + "/apiUrl", schemaPath: "#/properties/apiUrl/pattern", keyword: "pattern", params: { pattern: "^https?://[^\\s/?#@]+(/[^\\s?#]*)?$" } }];
                                            return false;
                                        }
                                    }
                                    else {
                                        validate21.errors = [{ instancePath: instancePath + "/apiUrl", schemaPath: "#/properties/apiUrl/type", keyword: "type", params: { type: "string" } }];
                                        return false;
                                    }
                                }
                                var valid0 = _errs8 === errors;
                            }
                            else {
                                var valid0 = true;
                            }
                            if (valid0) {
                                if (data.revision !== undefined) {
                                    let data4 = data.revision;
                                    const _errs10 = errors;
                                    if (errors === _errs10) {
                                        if (typeof data4 === "string") {
                                            if (!pattern1.test(data4)) {
                                                validate21.errors = [{ instancePath: instancePath + "/revision", schemaPath: "#/properties/revision/pattern", keyword: "pattern", params: { pattern: "^[0-9a-f]{16}$" } }];
                                                return false;
                                            }
                                        }
                                        else {
                                            validate21.errors = [{ instancePath: instancePath + "/revision", schemaPath: "#/properties/revision/type", keyword: "type", params: { type: "string" } }];
                                            return false;
                                        }
                                    }
                                    var valid0 = _errs10 === errors;
                                }
                                else {
                                    var valid0 = true;
                                }
                                if (valid0) {
                                    if (data.run !== undefined) {
                                        const _errs12 = errors;
                                        if (!(validate22(data.run, { instancePath: instancePath + "/run", parentData: data, parentDataProperty: "run", rootData }))) {
                                            vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                                            errors = vErrors.length;
                                        }
                                        var valid0 = _errs12 === errors;
                                    }
                                    else {
                                        var valid0 = true;
                                    }
                                    if (valid0) {
                                        if (data.decided !== undefined) {
                                            let data6 = data.decided;
                                            const _errs13 = errors;
                                            if (errors === _errs13) {
                                                if (Array.isArray(data6)) {
                                                    var valid1 = true;
                                                    const len0 = data6.length;
                                                    for (let i0 = 0; i0 < len0; i0++) {
                                                        let data7 = data6[i0];
                                                        const _errs15 = errors;
                                                        if (errors === _errs15) {
                                                            if (typeof data7 === "string") {
                                                                if (!pattern2.test(data7)) {
                                                                    validate21.errors = [{ instancePath: instancePath + "/decided/" + i0, schemaPath: "#/properties/decided/items/pattern", keyword: "pattern", params: { pattern: "^(replace|keep|gone) [^ ]+ [^ ]+$" } }];
                                                                    return false;
                                                                }
                                                            }
                                                            else {
                                                                validate21.errors = [{ instancePath: instancePath + "/decided/" + i0, schemaPath: "#/properties/decided/items/type", keyword: "type", params: { type: "string" } }];
                                                                return false;
                                                            }
                                                        }
                                                        var valid1 = _errs15 === errors;
                                                        if (!valid1) {
                                                            break;
                                                        }
                                                    }
                                                }
                                                else {
                                                    validate21.errors = [{ instancePath: instancePath + "/decided", schemaPath: "#/properties/decided/type", keyword: "type", params: { type: "array" } }];
                                                    return false;
                                                }
                                            }
                                            var valid0 = _errs13 === errors;
                                        }
                                        else {
                                            var valid0 = true;
                                        }
                                        if (valid0) {
                                            if (data.webhooks !== undefined) {
                                                let data8 = data.webhooks;
                                                const _errs17 = errors;
                                                if (errors === _errs17) {
                                                    if (data8 && typeof data8 == "object" && !Array.isArray(data8)) {
                                                        for (const key1 in data8) {
                                                            const _errs19 = errors;
                                                            if (typeof key1 === "string") {
                                                                if (!pattern3.test(key1)) {
                                                                    const err0 = { instancePath: instancePath + "/webhooks", schemaPath: "#/properties/webhooks/propertyNames/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]{0,63}$" }, propertyName: key1 };
                                                                    if (vErrors === null) {
                                                                        vErrors = [err0];
                                                                    }
                                                                    else {
                                                                        vErrors.push(err0);
                                                                    }
                                                                    errors++;
                                                                }
                                                            }
                                                            var valid2 = _errs19 === errors;
                                                            if (!valid2) {
                                                                const err1 = { instancePath: instancePath + "/webhooks", schemaPath: "#/properties/webhooks/propertyNames", keyword: "propertyNames", params: { propertyName: key1 } };
                                                                if (vErrors === null) {
                                                                    vErrors = [err1];
                                                                }
                                                                else {
                                                                    vErrors.push(err1);
                                                                }
                                                                errors++;
                                                                validate21.errors = vErrors;
                                                                return false;
                                                                break;
                                                            }
                                                        }
                                                        if (valid2) {
                                                            for (const key2 in data8) {
                                                                const _errs21 = errors;
                                                                if (!(validate24(data8[key2], { instancePath: instancePath + "/webhooks/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data8, parentDataProperty: key2, rootData }))) {
                                                                    vErrors = vErrors === null ? validate24.errors : vErrors.concat(validate24.errors);
                                                                    errors = vErrors.length;
                                                                }
                                                                var valid3 = _errs21 === errors;
                                                                if (!valid3) {
                                                                    break;
                                                                }
                                                            }
                                                        }
                                                    }
                                                    else {
                                                        validate21.errors = [{ instancePath: instancePath + "/webhooks", schemaPath: "#/properties/webhooks/type", keyword: "type", params: { type: "object" } }];
                                                        return false;
                                                    }
                                                }
                                                var valid0 = _errs17 === errors;
                                            }
                                            else {
                                                var valid0 = true;
                                            }
                                            if (valid0) {
                                                if (data.secrets !== undefined) {
                                                    let data10 = data.secrets;
                                                    const _errs22 = errors;
                                                    if (errors === _errs22) {
                                                        if (data10 && typeof data10 == "object" && !Array.isArray(data10)) {
                                                            for (const key3 in data10) {
                                                                const _errs24 = errors;
                                                                if (errors === _errs24) {
                                                                    if (typeof key3 === "string") {
                                                                        if (!pattern10.test(key3)) {
                                                                            const err2 = { instancePath: instancePath + "/secrets", schemaPath: "#/properties/secrets/propertyNames/pattern", keyword: "pattern", params: { pattern: "^(?!GITHUB_)[A-Z_][A-Z0-9_]*(/.+)?$" }, propertyName: key3 };
                                                                            if (vErrors === null) {
                                                                                vErrors = [err2];
                                                                            }
                                                                            else {
                                                                                vErrors.push(err2);
                                                                            }
                                                                            errors++;
                                                                        }
                                                                    }
                                                                    else {
                                                                        const err3 = { instancePath: instancePath + "/secrets", schemaPath: "#/properties/secrets/propertyNames/type", keyword: "type", params: { type: "string" }, propertyName: key3 };
                                                                        if (vErrors === null) {
                                                                            vErrors = [err3];
                                                                        }
                                                                        else {
                                                                            vErrors.push(err3);
                                                                        }
                                                                        errors++;
                                                                    }
                                                                }
                                                                var valid4 = _errs24 === errors;
                                                                if (!valid4) {
                                                                    const err4 = { instancePath: instancePath + "/secrets", schemaPath: "#/properties/secrets/propertyNames", keyword: "propertyNames", params: { propertyName: key3 } };
                                                                    if (vErrors === null) {
                                                                        vErrors = [err4];
                                                                    }
                                                                    else {
                                                                        vErrors.push(err4);
                                                                    }
                                                                    errors++;
                                                                    validate21.errors = vErrors;
                                                                    return false;
                                                                    break;
                                                                }
                                                            }
                                                            if (valid4) {
                                                                for (const key4 in data10) {
                                                                    const _errs27 = errors;
                                                                    if (!(validate32(data10[key4], { instancePath: instancePath + "/secrets/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data10, parentDataProperty: key4, rootData }))) {
                                                                        vErrors = vErrors === null ? validate32.errors : vErrors.concat(validate32.errors);
                                                                        errors = vErrors.length;
                                                                    }
                                                                    var valid5 = _errs27 === errors;
                                                                    if (!valid5) {
                                                                        break;
                                                                    }
                                                                }
                                                            }
                                                        }
                                                        else {
                                                            validate21.errors = [{ instancePath: instancePath + "/secrets", schemaPath: "#/properties/secrets/type", keyword: "type", params: { type: "object" } }];
                                                            return false;
                                                        }
                                                    }
                                                    var valid0 = _errs22 === errors;
                                                }
                                                else {
                                                    var valid0 = true;
                                                }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    else {
        validate21.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
        return false;
    }
} validate21.errors = vErrors; return errors === 0; }

// EXTERNAL MODULE: ./lib/safe/text.js
var safe_text = __webpack_require__(2774);
;// CONCATENATED MODULE: ./lib/state/contradictions.js


const mostIds = 100_000;
function contradictionIn({ webhooks }) {
    const places = new Map();
    for (const [name, record] of Object.entries(webhooks)) {
        if (record === undefined)
            continue;
        const { current, request, removedAt } = record;
        const times = {
            'current/at': current?.at,
            'request/at': request?.at,
            'request/until': request?.until,
            removedAt,
        };
        for (const [field, time] of Object.entries(times)) {
            if (time !== undefined && !isTime(time))
                return `/webhooks/${name}/${field} is not a time`;
        }
        if (request !== undefined && Date.parse(request.until) < Date.parse(request.at)) {
            return `/webhooks/${name}/request/until is before its "at"`;
        }
        for (const id of idsOf(record)) {
            if (id.startsWith(safe_id/* requestPrefix */._T))
                continue;
            const other = places.get(id);
            if (other !== undefined)
                return `${id} stands in /webhooks/${other} and again in /webhooks/${name}`;
            places.set(id, name);
        }
        if (places.size > mostIds)
            return `it has the IDs of more than ${mostIds} webhooks`;
    }
    return undefined;
}
function isTime(text) {
    const time = new Date(text);
    return !Number.isNaN(time.getTime()) && time.toISOString() === text;
}

;// CONCATENATED MODULE: ./lib/state/look-through.js
const deepest = 500;
const mostValues = 500_000;
function lookThrough(text) {
    const open = [];
    let repeatedKey;
    let isKey = false;
    let values = 1;
    for (let at = 0; at < text.length; at += 1) {
        switch (text[at]) {
            case '{':
            case '[':
                if (open.length === deepest)
                    return { excess: 'is nested too deeply' };
                values += 1;
                isKey = text[at] === '{';
                open.push(isKey ? new Set() : undefined);
                break;
            case '}':
            case ']':
                open.pop();
                break;
            case ',':
                isKey = open.at(-1) !== undefined;
                values += 1;
                break;
            case '"': {
                const end = endOfString(text, at);
                const keys = open.at(-1);
                if (isKey && keys !== undefined && repeatedKey === undefined) {
                    const key = unquoted(text.slice(at, end + 1));
                    if (keys.has(key))
                        repeatedKey = key;
                    keys.add(key);
                }
                isKey = false;
                at = end;
                break;
            }
        }
        if (values > mostValues)
            return { excess: `has more than ${mostValues} values` };
    }
    return repeatedKey === undefined ? {} : { repeatedKey };
}
function endOfString(text, start) {
    for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
        let backslashes = 0;
        while (text[end - 1 - backslashes] === '\\')
            backslashes += 1;
        if (backslashes % 2 === 0)
            return end;
    }
    return text.length;
}
function unquoted(string) {
    if (!string.includes('\\'))
        return string.slice(1, -1);
    try {
        return JSON.parse(string);
    }
    catch {
        return string;
    }
}

;// CONCATENATED MODULE: ./lib/state/state-text.js





function parseState(text, environment, place) {
    const damaged = (what) => damagedState(place, what);
    const { excess, repeatedKey } = lookThrough(text);
    if (excess !== undefined)
        throw damaged(`it ${excess}`);
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (error) {
        const [at = ''] = / \(line \d{1,9} column \d{1,9}\)$/.exec(error.message) ?? [];
        throw damaged(`it is not JSON${at}`);
    }
    const found = value?.version;
    if (typeof found === 'number' && found > stateVersion) {
        throw new StateError(`The state (${place}) was written by a newer version of the action (state version ${found}). Use that version.`);
    }
    if (repeatedKey !== undefined)
        throw damaged(`${shown(repeatedKey)} stands twice in one object`);
    if (!validateState(value)) {
        const [error] = validateState.errors ?? [];
        throw damaged(`${(0,safe_text/* bounded */.Mm)(error?.instancePath || 'it', longestShown)} ${faultIn(error)}`);
    }
    const state = value;
    if (state.environment !== environment) {
        throw new StateError(`The state (${place}) belongs to the environment ${shown(state.environment)}, not "${environment}". Each environment needs its own state.`);
    }
    const contradiction = contradictionIn(state);
    if (contradiction !== undefined)
        throw damaged(contradiction);
    return state;
}
const longestShown = 200;
function shown(text) {
    return JSON.stringify((0,safe_text/* bounded */.Mm)(String(text), longestShown));
}
function faultIn({ keyword, params, propertyName } = {}) {
    if (propertyName !== undefined)
        return `has ${shown(propertyName)}, which is no name there`;
    switch (keyword) {
        case 'required':
            return `lacks ${shown(params?.missingProperty)}`;
        case 'additionalProperties':
            return `has the unknown field ${shown(params?.additionalProperty)}`;
        case 'type':
            return `is not of the type ${params?.type}`;
        default:
            return 'is not what the action writes there';
    }
}
const resultBytes = 1000;
function textBefore(requests, state) {
    const text = stateText(state);
    if (Buffer.byteLength(text) + requests * resultBytes <= mostBytes)
        return text;
    throw new StateError(`The state would have more than ${mostBytes / 2 ** 20} MiB with these webhooks. Move some of them into another manifest, with a state of its own (git:NAME).`);
}
function stateText(state) {
    const [webhooks, secrets] = [inOrder(state.webhooks), inOrder(state.secrets)];
    return `${JSON.stringify({ ...state, webhooks, secrets }, null, 2)}\n`;
}
function inOrder(values) {
    return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

// EXTERNAL MODULE: ./lib/clients/secrets-error.js
var secrets_error = __webpack_require__(8074);
;// CONCATENATED MODULE: ./lib/plan/answers.js

function answersOf(decisions) {
    const lines = Map.groupBy(decisions, ({ decision }) => (0,manifest_decisions/* lineOf */.cA)(decision));
    const places = new Map(decisions.map((line, place) => [line, place]));
    const placeOf = (line) => places.get(line) ?? 0;
    const applied = new Set();
    const take = (some) => {
        for (const line of some)
            applied.add(line);
        return some[0]?.decision;
    };
    const linesFor = ({ options, unmet }) => options.flatMap((option) => (unmet?.line === (0,manifest_decisions/* lineOf */.cA)(option) ? [] : (lines.get((0,manifest_decisions/* lineOf */.cA)(option)) ?? [])));
    return {
        linesFor,
        has: (decision) => take(lines.get((0,manifest_decisions/* lineOf */.cA)(decision)) ?? []) !== undefined,
        to(question) {
            const given = linesFor(question);
            const verbs = new Set(given.map(({ decision }) => decision.verb));
            return verbs.size > 1 ? 'contradiction' : take(given);
        },
        isApplied: (line) => applied.has(line),
        inOrder: (some) => [...new Set(some)].sort((one, other) => placeOf(one) - placeOf(other)),
    };
}

;// CONCATENATED MODULE: ./lib/plan/book.js
function openBook(state) {
    const records = new Map();
    const slots = new Map();
    const owners = new Map();
    const keys = new Map();
    function putRecord(name, record) {
        const before = records.get(name)?.current?.id;
        if (before !== undefined && owners.get(before) === name)
            owners.delete(before);
        if (record?.current !== undefined)
            owners.set(record.current.id, name);
        put(records, name, record);
    }
    function putSlot(key, slot) {
        const before = slots.get(key)?.owner;
        if (before !== undefined)
            keys.get(before)?.delete(key);
        if (slot?.owner !== undefined) {
            keys.set(slot.owner, (keys.get(slot.owner) ?? new Set()).add(key));
        }
        put(slots, key, slot);
    }
    function apply({ records: news = [], slots: newSlots = [] }) {
        for (const [name, record] of news)
            putRecord(name, record);
        for (const [key, slot] of newSlots)
            putSlot(key, slot);
    }
    apply({ records: Object.entries(state.webhooks), slots: Object.entries(state.secrets) });
    const book = {
        records,
        slots,
        ownerOf: (id) => owners.get(id),
        slotsOf: (id) => [...(keys.get(id) ?? [])].sort(),
    };
    return { book, apply };
}
function put(map, key, value) {
    if (value === undefined)
        map.delete(key);
    else
        map.set(key, value);
}

// EXTERNAL MODULE: ./lib/webhook/body.js
var webhook_body = __webpack_require__(921);
;// CONCATENATED MODULE: ./lib/plan/facts.js



function codeOf(...about) {
    return (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 8);
}
function keepCode(kind, declaration, { revision, request }, { context }) {
    const { name } = declaration;
    const { body, patterns } = describeDeclared(declaration);
    const declared = { ...body, events: patterns };
    const secret = declaredKey(declaration, context) ?? null;
    return codeOf(kind, context.environment, name, revision, request?.id ?? null, secret, declared);
}
function describeDeclared({ body, patterns }) {
    return (0,webhook_body/* describe */.q0)(body, patterns);
}
function declaredKey({ secret }, { secretsEnvironment }) {
    return secret === undefined ? undefined : secretKey(secret, secretsEnvironment);
}
function recordIn({ records }, name) {
    return records.get(name) ?? blankRecord;
}
function adopted(id, { body, patterns }, { at, run }) {
    return { id, origin: 'adopted', body: { ...body }, patterns: [...patterns], at, run };
}
function withoutIds(record, ...ids) {
    const { current, request, replaced, gone, removedAt } = record;
    const away = new Set(ids);
    const isAway = current !== undefined && away.has(current.id);
    return revised(record, `gone ${ids.join(' ')}`, {
        current: isAway ? undefined : current,
        removedAt: isAway ? undefined : removedAt,
        request: request && away.has(request.id) ? undefined : request,
        replaced: replaced.filter((id) => !away.has(id)),
        gone: [...gone, ...ids],
    });
}

;// CONCATENATED MODULE: ./lib/plan/claims.js


function claimCode(former, declaration, context) {
    return xor(formerHalf(former, context), declaredHalf(declaration, context));
}
function claimFinder(context, declared) {
    let claims;
    const claimOf = ({ decision }) => {
        const declaration = declared.get(decision.name);
        if (declaration === undefined || decision.verb === 'gone')
            return '';
        return decision.verb === 'replace' ? decision.id : xor(decision.code, declaredHalf(declaration, context));
    };
    return (former) => {
        claims ??= Map.groupBy(context.decisions, claimOf);
        const { current, request } = former.record;
        const id = (request ?? current)?.id ?? '';
        return [formerHalf(former, context), id].flatMap((claim) => claims?.get(claim) ?? []);
    };
}
function formerHalf({ name, record: { revision, request } }, context) {
    return codeOf('former', context.environment, name, revision, request?.id ?? null);
}
function declaredHalf(declaration, context) {
    return keepCode('renamed', declaration, blankRecord, { context });
}
function xor(one, other) {
    const bits = Number.parseInt(one, 16) ^ Number.parseInt(other, 16);
    return (bits >>> 0).toString(16).padStart(8, '0');
}

;// CONCATENATED MODULE: ./lib/plan/former.js


function formerFinder(known) {
    const { records, slots, declared, held } = known;
    const [all, requested] = [new Map(), new Map()];
    for (const [name, { current, request }] of [...records].reverse()) {
        if (declared.has(name))
            continue;
        for (const one of [current, request]) {
            if (one === undefined)
                continue;
            const keys = (0,webhook_body/* likenessKeys */.dk)(one).map((key) => `body ${key}`);
            for (const likeness of [...keys, `url ${String(one.body.url)}`, `id ${one.id}`]) {
                for (const named of request === undefined ? [all] : [all, requested]) {
                    const names = named.get(likeness);
                    if (names === undefined)
                        named.set(likeness, [name]);
                    else if (names.at(-1) !== name)
                        names.push(name);
                }
            }
        }
    }
    return (declaration) => {
        const { id } = declaration;
        const described = describeDeclared(declaration);
        const owner = slots.get(known.keyOf(declaration) ?? '')?.owner;
        const likenesses = [
            ...(id === undefined ? [] : [`id ${id}`]),
            ...(0,webhook_body/* likenessKeys */.dk)(described).map((key) => `body ${key}`),
            `url ${String(described.body.url)}`,
            ...(owner === undefined ? [] : [`id ${owner}`]),
        ];
        const mustBeRequest = id !== undefined && !held.has(id);
        for (const likeness of likenesses) {
            const names = (mustBeRequest ? requested : all).get(likeness) ?? [];
            for (let name = names.at(-1); name !== undefined; name = names.at(-1)) {
                const record = records.get(name);
                const one = record?.request ?? (mustBeRequest ? undefined : record?.current);
                if (record !== undefined && one !== undefined)
                    return { name, record };
                names.pop();
            }
        }
        return undefined;
    };
}

;// CONCATENATED MODULE: ./lib/plan/judge.js


const mostSuggestions = 20;
function judgementsOf({ start, facts, questions, errors, isApplied }) {
    const { context, records, declared } = facts;
    const told = new Set(errors.flatMap(linesIn));
    const faulty = new Set(errors.flatMap((error) => ('name' in error ? error.name : [])));
    const wasApplied = pastOf(start, facts);
    const byName = Map.groupBy(questions, ({ name }) => name);
    const names = new Set([...declared.keys(), ...records.keys()]);
    const places = placesOf(facts);
    let unknown = 0;
    function noEffectOf({ decision }) {
        const { name } = decision;
        if (!names.has(name) && name !== manifest_decisions/* wholeState */.LH) {
            unknown += 1;
            return { kind: 'unknown-name', known: unknown > mostSuggestions ? [] : [...names] };
        }
        if (faulty.has(name))
            return { kind: 'error-first' };
        if (decision.verb === 'keep')
            return { kind: 'nothing-asked' };
        const place = places.get(decision.id);
        if (place === name)
            return { kind: 'not-declared' };
        if (place !== undefined)
            return { kind: 'other-name', name: place };
        return { kind: 'other-id', current: records.get(name)?.current?.id };
    }
    const judge = (line) => {
        const { name } = line.decision;
        if (isApplied(line))
            return { line, kind: 'applied' };
        if (wasApplied(line))
            return { line, kind: 'past', current: records.get(name)?.current?.id };
        const [question] = byName.get(name) ?? [];
        return question === undefined
            ? { line, kind: 'no-effect', why: noEffectOf(line) }
            : { line, kind: 'no-answer', question, why: whyNoAnswer(line, question) };
    };
    const elsewhere = Map.groupBy(context.elsewhere, ({ line }) => (0,manifest_decisions/* lineOf */.cA)(line.decision));
    const misplaced = questions.flatMap((question) => question.options
        .flatMap((option) => elsewhere.get((0,manifest_decisions/* lineOf */.cA)(option)) ?? [])
        .map(({ environment, line }) => {
        return { line, kind: 'no-answer', question, why: { kind: 'environment', environment } };
    }));
    return [...context.decisions.filter((line) => !told.has(line)).map(judge), ...misplaced];
}
function pastOf(state, { ownerOf }) {
    const lines = new Set(state.decided);
    return ({ decision }) => {
        const isKnown = lines.has((0,manifest_decisions/* lineOf */.cA)(decision));
        if (decision.verb === 'keep')
            return isKnown;
        const { verb, name, id } = decision;
        if (isKnown && ownerOf(id) === undefined)
            return true;
        const { replaced = [], gone = [] } = recordOf(state, name) ?? {};
        return gone.includes(id) || (verb === 'replace' && replaced.includes(id));
    };
}
function placesOf({ records }) {
    return new Map([...records].flatMap(([name, { current, request, replaced }]) => [current?.id, request?.id, ...replaced].flatMap((id) => id === undefined ? [] : [[id, name]])));
}
function whyNoAnswer({ decision }, { options, unmet }) {
    if (unmet !== undefined && unmet.line === (0,manifest_decisions/* lineOf */.cA)(decision))
        return unmet.why;
    const option = options.find(({ verb }) => verb === decision.verb);
    if (option === undefined)
        return { kind: 'verb' };
    return option.verb === 'keep' ? { kind: 'code', code: option.code } : { kind: 'id', id: option.id };
}
function linesIn(error) {
    if (error.kind === 'contradiction')
        return error.lines;
    return error.kind === 'gone-but-current' ? [error.line] : [];
}

// EXTERNAL MODULE: ./lib/safe/prose.js
var prose = __webpack_require__(5326);
// EXTERNAL MODULE: ./lib/plan/topic.js
var topic = __webpack_require__(5184);
;// CONCATENATED MODULE: ./lib/plan/questions/changed.js





const changed = {
    word: () => 'changed',
    ask({ name, declaration, record }, facts) {
        const { current } = record;
        if (current === undefined || declaration === undefined)
            return undefined;
        const differences = (0,webhook_body/* differencesBetween */.F0)(current, describeDeclared(declaration));
        if (differences.length === 0)
            return undefined;
        const options = [
            { verb: 'replace', name, id: current.id },
            { verb: 'keep', name, code: keepCode('changed', declaration, record, facts) },
        ];
        return {
            question: { kind: 'changed', name, current, differences, options },
            otherwise: facts.context.onChange === 'replace' ? { creates: true } : undefined,
        };
    },
    decide({ name, current }, decision, facts) {
        const declaration = facts.declared.get(name);
        if (decision.verb !== 'keep' || declaration === undefined)
            return { creates: true };
        const { body, patterns } = describeDeclared(declaration);
        const next = { ...current, body: { ...body }, patterns: [...patterns] };
        const record = revised(recordIn(facts, name), `keep ${decision.code}`, { current: next });
        return { records: [[name, record]] };
    },
    words({ name, current, differences, options }, context) {
        const choices = options.map((option) => (0,topic/* choice */.Yq)(option, option.verb === 'replace'
            ? topic/* toReplace */.i6
            : (0,prose/* say */.cv) `If you have already made ${(0,prose/* inNumber */.DM)('this change', 'these changes')} in the Conduit
              Dashboard (no request is sent):`));
        return {
            kind: 'question',
            name,
            says: (0,prose/* say */.cv) `${prose/* subject */.bc}: the manifest changed after ${(0,prose/* inNumber */.DM)('it was', 'they were')} registered, but
        the action cannot edit a registered webhook. What should it do?`,
            facts: [...(0,topic/* differenceFacts */.f1)(differences), (0,topic/* originOf */.yv)(current, context)],
            advice: (0,topic/* addLine */.cG)(choices, (0,prose/* say */.cv) `Undo the change, or`),
            choices,
            place: { field: differences[0]?.field },
        };
    },
};

;// CONCATENATED MODULE: ./lib/plan/questions/id-differs.js




const idDiffers = {
    word: () => 'ID differs',
    ask({ name, declaration, record }, facts) {
        const { current } = record;
        if (declaration === undefined)
            return undefined;
        const { id } = declaration;
        if (id === undefined || facts.held.has(id) || id === current?.id)
            return undefined;
        if (current === undefined) {
            const adoption = adopted(id, describeDeclared(declaration), facts.context);
            return {
                change: { records: [[name, revised(record, `adopt ${id}`, { current: adoption })]] },
            };
        }
        const options = [{ verb: 'gone', name, id: current.id }];
        return { question: { kind: 'id-differs', name, current, declaredId: id, options } };
    },
    decide: ({ name, current }, _, facts) => ({
        records: [[name, withoutIds(recordIn(facts, name), current.id)]],
    }),
    words({ name, current, declaredId, options }, context) {
        const choices = options.map((option) => (0,topic/* choice */.Yq)(option, (0,prose/* say */.cv) `If ${(0,prose/* inNumber */.DM)('the registered webhook is', 'the registered webhooks are')} not in the Conduit
          Dashboard (the next run adopts the ${(0,prose/* code */.aY)('id')} in the manifest):`));
        return {
            kind: 'question',
            name,
            says: (0,prose/* say */.cv) `${prose/* subject */.bc}: the ${(0,prose/* code */.aY)('id')} in the manifest differs from the registered
        ${(0,prose/* inNumber */.DM)('webhook', 'webhooks')}. Which one is right?`,
            facts: [(0,topic/* originOf */.yv)(current, context), { label: 'id in the manifest', data: [(0,prose/* value */.Uq)(declaredId)] }],
            advice: (0,topic/* addLine */.cG)(choices, (0,prose/* say */.cv) `Remove the ${(0,prose/* code */.aY)('id')} from the manifest, or`),
            choices,
            place: { field: 'id' },
        };
    },
};

;// CONCATENATED MODULE: ./lib/plan/secrets.js
function storageOf(slot, seen, id) {
    if (slot?.owner !== id)
        return 'unrecorded';
    if (seen === undefined)
        return 'stored';
    if (seen === null)
        return 'deleted';
    return slot.updatedAt === undefined || slot.updatedAt === seen ? 'stored' : 'written';
}
function isFree(slot, seen, isInUse) {
    if (seen === null)
        return true;
    return slot?.updatedAt === seen && slot.owner !== undefined && !isInUse(slot.owner);
}
function slotOf(seen, owner) {
    return { ...(seen && { updatedAt: seen }), ...(owner !== undefined && { owner }) };
}
function doubted(slot, seen) {
    if (slot === undefined || (seen !== undefined && seen === (slot.updatedAt ?? null)))
        return slot;
    return seen ? slotOf(seen) : undefined;
}

;// CONCATENATED MODULE: ./lib/plan/questions/not-stored.js






function notStoredQuestion(declaration, record, id, facts, { context }) {
    const { name, secret } = declaration;
    const key = secretKey(secret, context.secretsEnvironment);
    const keep = keepStored(declaration, record, { context });
    const options = [keep, { verb: 'replace', name, id }];
    const unmet = facts.seen === null ? { line: (0,manifest_decisions/* lineOf */.cA)(keep), why: { kind: 'secret-missing', secret } } : undefined;
    return { kind: 'not-stored', name, id, secret, key, ...facts, options, unmet };
}
const notStored = {
    word: () => 'not stored',
    ask({ declaration, record }, facts) {
        const { current } = record;
        const secret = declaration?.secret;
        if (current === undefined || declaration === undefined || secret === undefined)
            return undefined;
        const key = secretKey(secret, facts.context.secretsEnvironment);
        const slot = facts.slots.get(key);
        const seen = facts.observed.secrets?.get(key);
        const storage = storageOf(slot, seen, current.id);
        if (storage === 'stored' && seen && slot?.updatedAt === undefined) {
            return { change: { slots: [[key, slotOf(seen, current.id)]] } };
        }
        if (storage === 'stored' || storage === 'written')
            return undefined;
        const formerly = facts.slotsOf(current.id).filter((one) => one !== key);
        const question = notStoredQuestion({ ...declaration, secret }, record, current.id, { seen, formerly }, facts);
        return { question };
    },
    decide({ name, id, key, seen }, decision, facts) {
        if (decision.verb === 'replace')
            return { creates: true };
        return kept(name, recordIn(facts, name), decision, [key, slotOf(seen, id)]);
    },
    words(question, context) {
        const { name, id, key, seen, formerly, trouble, inOutputs, options } = question;
        const facts = [
            { label: 'webhook', data: [(0,prose/* value */.Uq)(id)] },
            { label: 'GitHub secret', data: (0,topic/* secretPlace */.M$)(key) },
            ...formerly.map((old) => ({ label: 'stored in', data: (0,topic/* secretPlace */.M$)(old) })),
            ...whyFacts(question),
            ...(inOutputs ? [(0,prose/* say */.cv) `The signing secret is in the output ${(0,prose/* code */.aY)(`${name}-secret`)} of this step.`] : []),
        ];
        const isAbsent = seen === null || trouble !== undefined;
        const isFree = trouble === undefined ? seen === null : trouble.kind !== 'written-meanwhile';
        const offered = options.filter(({ verb }) => verb === 'keep' || formerly.length === 0);
        const choices = (context.remembers ? offered : []).map((option) => (0,topic/* choice */.Yq)(option, option.verb === 'keep'
            ? isAbsent
                ? (0,prose/* say */.cv) `Once ${(0,prose/* inNumber */.DM)('it contains', 'they contain')} the Key Secret (no request is sent):`
                : (0,prose/* say */.cv) `Yes, ${(0,prose/* inNumber */.DM)('it contains', 'they contain')} the Key Secret (no request is sent):`
            : isFree
                ? topic/* toReplace */.i6
                : (0,prose/* say */.cv) `If nothing uses ${(0,prose/* inNumber */.DM)('this GitHub secret', 'these GitHub secrets')}, delete
                ${(0,prose/* inNumber */.DM)('it', 'them')} in GitHub first. ${topic/* toReplace */.i6}`));
        const set = (0,prose/* say */.cv) `${isAbsent ? 'Copy' : 'If not, copy'} the Key Secret of
      ${(0,prose/* inNumber */.DM)('the webhook', 'each webhook')} from the Conduit Dashboard into
      ${(0,prose/* inNumber */.DM)('this GitHub secret', 'its GitHub secret')}`;
        return {
            kind: 'question',
            name,
            says: saysOf(question),
            facts,
            advice: choices.length === 0 ? (0,prose/* say */.cv) `${set}.` : (0,topic/* addLine */.cG)(choices, (0,prose/* say */.cv) `${set}, then`),
            choices,
            also: formerly.length === 0
                ? undefined
                : (0,prose/* say */.cv) `Once ${(0,prose/* inNumber */.DM)('it is', 'they are')} set, delete the old
              ${(0,prose/* inNumber */.DM)('GitHub secret', 'GitHub secrets')}.`,
            place: { field: 'secret' },
        };
    },
};
const its = (0,prose/* inNumber */.DM)('its GitHub secret', 'their GitHub secrets');
function saysOf({ formerly, key, seen, trouble }) {
    const [oldName, oldEnvironment] = formerly[0]?.split('/') ?? [];
    if (trouble !== undefined) {
        return (0,prose/* say */.cv) `${prose/* subject */.bc}: the signing secret is not stored in ${its}. Set it by hand, or create a new
      webhook?`;
    }
    if (oldName !== undefined) {
        const before = oldName !== key.split('/')[0]
            ? (0,prose/* say */.cv) `in another GitHub secret`
            : oldEnvironment === undefined
                ? (0,prose/* say */.cv) `without ${(0,prose/* code */.aY)('secrets-environment')}`
                : (0,prose/* say */.cv) `with ${(0,prose/* code */.aY)(`secrets-environment: ${oldEnvironment}`)}`;
        return (0,prose/* say */.cv) `${prose/* subject */.bc}: the signing secret was stored ${before}, but the new GitHub secret is not
      recorded as containing it. Did you mean to move it?`;
    }
    if (seen === null) {
        return (0,prose/* say */.cv) `${prose/* subject */.bc}: GitHub does not have the secret that should contain the signing secret. Set it
      by hand, or create a new webhook?`;
    }
    return (0,prose/* say */.cv) `${prose/* subject */.bc}: ${(0,prose/* inNumber */.DM)('the GitHub secret is', 'the GitHub secrets are')} not recorded as
    containing the signing ${(0,prose/* inNumber */.DM)('secret. Does it contain it?', 'secrets. Do they contain them?')}`;
}
function whyFacts({ seen, formerly, trouble }) {
    switch (trouble?.kind) {
        case 'no-secret':
            return [(0,prose/* say */.cv) `Conduit's reply contained no signing secret.`];
        case 'written-meanwhile':
            return [
                (0,prose/* say */.cv) `The GitHub secret was changed by someone else during this run, so the action did not
          overwrite it.`,
            ];
        case 'failed':
            return [(0,prose/* say */.cv) `GitHub did not store it: ${(0,prose/* ended */.v6)(trouble.message)}`];
        case undefined:
            if (seen === null)
                return formerly.length === 0 ? [] : [(0,prose/* say */.cv) `GitHub does not have it yet.`];
            return [
                seen === undefined
                    ? (0,prose/* say */.cv) `The action did not write it for this webhook.`
                    : (0,prose/* say */.cv) `It exists, but the action did not write it for this webhook and cannot read it.`,
            ];
    }
}
function keepStored(declaration, record, facts) {
    const { name } = declaration;
    return { verb: 'keep', name, code: keepCode('not-stored', declaration, record, facts) };
}
function writtenBySomebody(declaration, record, facts) {
    const { name, secret } = declaration;
    const { current } = record;
    const key = declaredKey(declaration, facts.context);
    if (secret === undefined || key === undefined || current === undefined)
        return undefined;
    const at = facts.observed.secrets?.get(key);
    if (!at || storageOf(facts.slots.get(key), at, current.id) !== 'written')
        return undefined;
    const keep = keepStored(declaration, record, facts);
    return { secret, at, keep, kept: kept(name, record, keep, [key, slotOf(at, current.id)]) };
}
function kept(name, record, keep, slot) {
    return { records: [[name, revised(record, (0,manifest_decisions/* lineOf */.cA)(keep), {})]], slots: [slot] };
}

;// CONCATENATED MODULE: ./lib/plan/questions/re-added.js




const reAdded = {
    word: () => 're-added',
    ask({ name, declaration, record }, facts) {
        const { current, removedAt } = record;
        if (current === undefined || removedAt === undefined || declaration === undefined) {
            return undefined;
        }
        const code = keepCode('re-added', declaration, record, facts);
        const options = [
            { verb: 'keep', name, code },
            { verb: 'gone', name, id: current.id },
        ];
        return { question: { kind: 're-added', name, current, removedAt, options } };
    },
    decide({ name, current }, { verb }, facts) {
        const record = recordIn(facts, name);
        const next = verb === 'gone' ? withoutIds(record, current.id) : revised(record, 're-added', { removedAt: undefined });
        return { records: [[name, next]] };
    },
    words({ name, current, removedAt, options }, context) {
        const choices = options.map((option) => (0,topic/* choice */.Yq)(option, option.verb === 'keep'
            ? (0,prose/* say */.cv) `No, ${(0,prose/* inNumber */.DM)('it is', 'they are')} still there (no request is sent):`
            : (0,prose/* say */.cv) `Yes, ${(0,prose/* inNumber */.DM)('it was', 'they were')} deleted. The next run creates
              ${(0,prose/* inNumber */.DM)('a new webhook with a new signing secret', 'new webhooks with new signing secrets')}:`));
        return {
            kind: 'question',
            name,
            says: (0,prose/* say */.cv) `${prose/* subject */.bc} ${(0,prose/* inNumber */.DM)('was', 'were')} removed from the manifest and later added again.
        Did you delete ${(0,prose/* inNumber */.DM)('it', 'them')} in the Conduit Dashboard in between?`,
            facts: [(0,topic/* originOf */.yv)(current, context), { label: 'removed', data: (0,prose/* say */.cv) `first seen ${(0,prose/* dateText */.MK)(removedAt)}` }],
            advice: (0,topic/* addLine */.cG)(choices),
            choices,
            place: { field: undefined },
        };
    },
};

;// CONCATENATED MODULE: ./lib/plan/questions/unconfirmed.js





function mayStillAct({ reason, until }, { at }) {
    return reason === undefined && Date.parse(until) > Date.parse(at);
}
function unconfirmedQuestion(name, request, facts) {
    const options = facts.inProgress ? [] : [{ verb: 'gone', name, id: request.id }];
    return { kind: 'unconfirmed', name, request, ...facts, options };
}
const unconfirmed = {
    word: ({ inProgress }) => (inProgress ? 'in progress' : 'unconfirmed'),
    ask({ name, declaration, record }, facts) {
        const { request, current } = record;
        if (request === undefined)
            return undefined;
        const inProgress = mayStillAct(request, facts.context);
        const id = declaration?.id;
        if (!inProgress && id !== undefined && !facts.held.has(id)) {
            const { body, patterns } = request;
            const next = revised(record, `adopt ${id}`, {
                request: undefined,
                current: adopted(id, { body, patterns }, facts.context),
                replaced: [...record.replaced, ...(current ? [current.id] : [])],
            });
            return { change: { records: [[name, next]], ...withDoubt(request, facts) } };
        }
        const isDeclared = declaration !== undefined;
        const knownId = id === undefined || !facts.held.has(id) || id === current?.id ? undefined : { id, owner: facts.ownerOf(id) };
        const known = { inProgress, isDeclared, current: current?.id, knownId };
        return { question: unconfirmedQuestion(name, request, known) };
    },
    decide({ name, request }, _, facts) {
        const record = withoutIds(recordIn(facts, name), request.id);
        return { records: [[name, record]], ...withDoubt(request, facts) };
    },
    words(question, context) {
        if (question.inProgress)
            return inProgressWords(question, context);
        const { name, request, isDeclared, knownId, errors, options } = question;
        const { url } = request.body;
        const reason = request.reason === undefined ? 'The run ended before it recorded a result.' : (0,prose/* sentence */.em)(request.reason);
        const facts = [
            ...(typeof url === 'string' ? [{ label: 'url', data: [(0,prose/* value */.Uq)(url)] }] : []),
            { label: 'requested', data: (0,topic/* whenAndBy */.Do)(request, context) },
            { label: 'reason', data: [reason] },
            ...(0,topic/* apiReplied */.wd)(errors),
            ...(knownId === undefined ? [] : [knownIdText(knownId)]),
        ];
        const base = {
            kind: 'question',
            name,
            says: (0,prose/* say */.cv) `${prose/* subject */.bc}: Conduit may have created ${topic/* itThem */.uR}. A request was started, but its result
        is not known. ${(0,prose/* inNumber */.DM)('Is it', 'Are they')} in the Conduit Dashboard?`,
            facts,
            place: isDeclared ? { field: undefined } : undefined,
        };
        if (!context.remembers) {
            return {
                ...base,
                advice: (0,prose/* say */.cv) `Check the Conduit Dashboard before you re-run: with ${(0,prose/* code */.aY)('state: none')}, every
          run creates ${topic/* itThem */.uR}.`,
            };
        }
        const look = (0,prose/* say */.cv) `Look for ${(0,prose/* inNumber */.DM)('this URL', 'these URLs')} under Webhooks in the Conduit
      Dashboard.`;
        const gone = options.map((option) => (0,topic/* choice */.Yq)(option, whenNotThere(question)));
        if (isDeclared)
            return { ...base, advice: look, choices: [adoption(name), ...gone] };
        const lead = (0,prose/* say */.cv) `${look} If ${(0,prose/* inNumber */.DM)('it is', 'they are')} there, add
      ${(0,prose/* inNumber */.DM)('the webhook', 'the webhooks')} to the manifest again with
      ${(0,prose/* inNumber */.DM)('its', 'their')} ${(0,prose/* code */.aY)('id')}, or delete ${topic/* itThem */.uR} in the Conduit Dashboard.
      Otherwise,`;
        return { ...base, advice: (0,topic/* addLine */.cG)(gone, lead), choices: gone };
    },
};
function knownIdText({ id, owner }) {
    const whose = owner === undefined ? (0,prose/* say */.cv) `a webhook that is no longer in use` : (0,prose/* value */.Uq)(owner);
    return (0,prose/* say */.cv) `The ${(0,prose/* code */.aY)('id')} in the manifest, ${(0,prose/* value */.Uq)(id)}, does not answer this question: it is the ID of
    ${whose}.`;
}
function adoption(name) {
    const when = (0,prose/* say */.cv) `Yes, ${(0,prose/* inNumber */.DM)('it is there. Add its ID', 'they are there. Add their IDs')} to the
    manifest, and the action adopts ${topic/* itThem */.uR}:`;
    return { when, paste: { idOf: name } };
}
function whenNotThere({ current, isDeclared }) {
    const next = !isDeclared
        ? 'no request is sent'
        : current === undefined
            ? (0,prose/* inNumber */.DM)('the next run creates it', 'the next run creates them')
            : (0,prose/* inNumber */.DM)('the webhook registered before stays in use', 'the webhooks registered before stay in use');
    return (0,prose/* say */.cv) `No, ${(0,prose/* inNumber */.DM)('it is', 'they are')} not there (${next}):`;
}
function inProgressWords({ name, request }, context) {
    const { id } = request.run;
    const isOwn = id !== '' && id === context.run.id;
    const who = isOwn
        ? (0,prose/* say */.cv) `an earlier attempt of this run, or another of its jobs,`
        : id === ''
            ? (0,prose/* say */.cv) `another run`
            : [(0,topic/* runLink */.ut)(id, context)];
    return {
        kind: 'error',
        name,
        says: (0,prose/* say */.cv) `${prose/* subject */.bc}: ${who} may still be creating ${topic/* itThem */.uR}.`,
        advice: (0,prose/* say */.cv) `Wait for that run to finish, then re-run this job.`,
        also: (0,prose/* say */.cv) `If that run is no longer active, re-run this job after ${(0,prose/* dateText */.MK)(request.until)}.`,
    };
}
function withDoubt({ secret }, { slots, observed }) {
    if (secret === undefined || !slots.has(secret))
        return {};
    return { slots: [[secret, doubted(slots.get(secret), observed.secrets?.get(secret))]] };
}

;// CONCATENATED MODULE: ./lib/plan/questions/renamed.js







const renamed = {
    word: () => 'renamed',
    ask({ name, declaration, record }, facts) {
        if (declaration === undefined || record.current !== undefined)
            return undefined;
        const former = facts.formerOf(declaration);
        if (former === undefined)
            return undefined;
        const { current, request } = former.record;
        const recorded = request ?? current;
        if (recorded === undefined)
            return undefined;
        if (request !== undefined && mayStillAct(request, facts.context))
            return { waitsFor: former.name };
        const options = [{ verb: 'keep', name, code: claimCode(former, declaration, facts.context) }];
        if (request === undefined && current !== undefined) {
            options.push({ verb: 'replace', name, id: current.id });
        }
        const differences = (0,webhook_body/* differencesBetween */.F0)(recorded, describeDeclared(declaration));
        return {
            question: { kind: 'renamed', name, from: former.name, recorded, differences, options },
        };
    },
    rivals({ from }, facts) {
        const record = facts.records.get(from);
        return record === undefined ? [] : facts.claimsOn({ name: from, record });
    },
    decide({ name, from }, { verb }, facts) {
        const record = facts.records.get(from);
        if (record === undefined)
            return {};
        const change = moved(from, { ...record, removedAt: undefined }, name, facts);
        return verb === 'replace' ? { ...change, creates: true } : change;
    },
    words({ name, from, recorded, differences, options }, context) {
        const isRequest = 'until' in recorded;
        const next = isRequest
            ? (0,prose/* say */.cv) `The next question is about its unconfirmed request:`
            : differences.length > 0
                ? (0,prose/* say */.cv) `The next question is about the changed fields:`
                : undefined;
        const choices = options.map((option) => (0,topic/* choice */.Yq)(option, option.verb === 'replace'
            ? (0,prose/* say */.cv) `No, a different webhook. The next run creates it (${topic/* oldOnesStay */.Cr}):`
            : next === undefined
                ? (0,prose/* say */.cv) `Yes, the same webhook under a new name (no request is sent):`
                : (0,prose/* say */.cv) `Yes, the same webhook. ${next}`));
        return {
            kind: 'question',
            name,
            says: (0,prose/* say */.cv) `${prose/* subject */.bc}: ${(0,prose/* inNumber */.DM)('this name is new, but the webhook looks like one', 'these names are new, but the webhooks look like ones')}
        that ${(0,prose/* inNumber */.DM)('is', 'are')} no longer in the manifest. Did you rename
        ${(0,prose/* inNumber */.DM)('it', 'them')}?`,
            facts: [
                { label: 'previous name', data: [(0,prose/* value */.Uq)(from)] },
                (0,topic/* originOf */.yv)(recorded, context),
                ...(differences.length === 0
                    ? [(0,prose/* say */.cv) `URL, events and other fields are the same.`]
                    : (0,topic/* differenceFacts */.f1)(differences)),
            ],
            advice: (0,topic/* addLine */.cG)(choices, (0,prose/* say */.cv) `Change the name back, or`),
            choices,
            also: (0,prose/* say */.cv) `The step outputs are named after the webhook: with the new name,
        ${(0,prose/* code */.aY)(`${from}-id`)} becomes ${(0,prose/* code */.aY)(`${name}-id`)}.`,
            place: { field: undefined },
        };
    },
};
function moved(from, record, name, facts) {
    const own = recordIn(facts, name);
    const next = revised(own, `from ${from} ${record.revision}`, {
        ...record,
        replaced: [...own.replaced, ...record.replaced],
        gone: [...own.gone, ...record.gone],
    });
    return {
        records: [
            [from, undefined],
            [name, next],
        ],
    };
}

;// CONCATENATED MODULE: ./lib/plan/questions/state-mismatch.js





function stateMismatch({ manifest, apiUrl, revision }, context) {
    const recorded = { manifest, apiUrl };
    const given = { manifest: context.manifest, apiUrl: context.apiUrl };
    if (manifest === given.manifest && apiUrl === given.apiUrl)
        return undefined;
    const code = codeOf('state-mismatch', context.environment, revision, recorded, given);
    const options = [{ verb: 'keep', name: manifest_decisions/* wholeState */.LH, code }];
    return { kind: 'state-mismatch', name: manifest_decisions/* wholeState */.LH, recorded, given, options };
}
function bound(state, { manifest, apiUrl }) {
    return { ...state, manifest, apiUrl, revision: nextRevision(state.revision, 'state-mismatch') };
}
function stateMismatchWords(question, context) {
    const { recorded, given, options } = question;
    const { environment, words } = context;
    const differences = [
        { field: 'manifest', registered: recorded.manifest, declared: given.manifest },
        { field: 'api-url', registered: recorded.apiUrl, declared: given.apiUrl },
    ].filter((one) => one.registered !== one.declared);
    const [says, undo] = differences.length > 1
        ? [
            (0,prose/* say */.cv) `The ${environment} state was written for another manifest and another Conduit API
            URL (input ${(0,prose/* code */.aY)('api-url')}). Did both change?`,
            (0,prose/* say */.cv) `Restore the manifest's path and the previous ${(0,prose/* code */.aY)('api-url')}`,
        ]
        : recorded.manifest === given.manifest
            ? [
                (0,prose/* say */.cv) `The ${environment} state was written for another Conduit API URL (input
              ${(0,prose/* code */.aY)('api-url')}): ${(0,prose/* value */.Uq)(recorded.apiUrl)}. Did the API URL change?`,
                (0,prose/* say */.cv) `Restore the previous ${(0,prose/* code */.aY)('api-url')}`,
            ]
            : [
                (0,prose/* say */.cv) `The ${environment} state was written for another manifest:
              ${(0,prose/* value */.Uq)(recorded.manifest)}. Did the manifest move?`,
                (0,prose/* say */.cv) `Move the manifest back`,
            ];
    const choices = options.map((option) => (0,topic/* choice */.Yq)(option, (0,prose/* say */.cv) `Yes, these are the same webhooks (no request is sent):`));
    return {
        kind: 'question',
        says,
        facts: differences,
        advice: (0,topic/* addLine */.cG)(choices, (0,prose/* say */.cv) `${undo}, or`),
        choices,
        also: (0,prose/* say */.cv) `No, this is a second manifest or another Conduit account: give it its own state. Set
      ${words.state} to ${(0,prose/* code */.aY)('git:NAME')}.`,
    };
}

;// CONCATENATED MODULE: ./lib/plan/questions/index.js







const rules = {
    unconfirmed: unconfirmed,
    're-added': reAdded,
    renamed: renamed,
    'id-differs': idDiffers,
    changed: changed,
    'not-stored': notStored,
};
function firstVerdict(subject, facts) {
    for (const rule of Object.values(rules)) {
        const verdict = rule.ask(subject, facts);
        if (verdict !== undefined)
            return verdict;
    }
    return undefined;
}
function decided(question, decision, facts) {
    return ruleOf(question).decide(question, decision, facts);
}
function rivalsOf(question, facts) {
    return ruleOf(question).rivals?.(question, facts) ?? [];
}
function questionWords(question, context) {
    return question.kind === 'state-mismatch'
        ? stateMismatchWords(question, context)
        : ruleOf(question).words(question, context);
}
function questionWord(question) {
    return ruleOf(question).word(question);
}
function ruleOf(question) {
    return rules[question.kind];
}

;// CONCATENATED MODULE: ./lib/plan/remarks.js




function secretTrouble(declaration, { current }, { context, observed, slots, ownerOf }) {
    const { name, secret } = declaration;
    const key = declaredKey(declaration, context);
    if (secret === undefined || key === undefined)
        return undefined;
    const seen = observed.secrets?.get(key);
    if (seen === undefined)
        return { kind: 'secret-unseen', secret };
    const isInUse = (id) => id !== current?.id && ownerOf(id) !== undefined;
    return isFree(slots.get(key), seen, isInUse) ? undefined : { kind: 'secret-taken', name, secret };
}
function notesFor(declaration, record, replaced, facts) {
    const { id } = declaration;
    const { current } = record;
    const notes = [];
    const isInert = id !== undefined && facts.held.has(id);
    if (isInert && facts.ownerOf(id) === undefined) {
        notes.push({ kind: 'inert-id', id, fate: replaced.has(id) ? 'replaced' : 'gone' });
    }
    if (current === undefined)
        return notes;
    const events = (0,webhook_body/* grownEvents */.ZA)(current, describeDeclared(declaration));
    const patterns = describeDeclared(declaration).patterns.join();
    if (events.length > 0 && patterns === current.patterns.join()) {
        notes.push({ kind: 'grown', id: current.id, events });
    }
    const written = writtenBySomebody(declaration, record, facts);
    if (written !== undefined) {
        const { secret, at, keep } = written;
        notes.push({ kind: 'secret-written', secret, at, keep });
    }
    return notes;
}

;// CONCATENATED MODULE: ./lib/plan/planner.js













function planOf(state, context, observed) {
    if (!context.remembers)
        return planWithoutState(state, context);
    if (isOlder(context.run, state.run))
        return planOfOldRun(state, context, observed);
    return planUpon(state, context, observed);
}
function planOfOldRun(state, context, observed) {
    const { webhooks, questions } = planUpon(state, { ...context, decisions: [] }, observed);
    const isUnchanged = questions.length === 0 && webhooks.every(({ status }) => status === 'unchanged');
    return {
        ...inert(state),
        webhooks: webhooks.map((webhook) => webhook.status === 'unchanged' ? webhook : { ...webhook, status: 'outdated' }),
        errors: isUnchanged ? [] : [{ kind: 'outdated', run: state.run.id }],
    };
}
function planWithoutState(state, { declarations, decisions }) {
    return {
        ...inert(state),
        webhooks: declarations.map((declaration) => {
            const { id, secret } = declaration;
            if (id !== undefined)
                return { declaration, status: 'to-adopt', id, notes: [] };
            const notes = secret === undefined ? [] : [{ kind: 'secret-unseen', secret }];
            return { declaration, status: 'to-create', notes };
        }),
        judgements: decisions.map((line) => ({ line, kind: 'no-effect', why: { kind: 'no-state' } })),
    };
}
function inert(state) {
    return { questions: [], errors: [], judgements: [], isNew: false, removed: [], next: state };
}
function planUpon(start, context, observed) {
    const answers = answersOf(context.decisions);
    const [questions, errors] = [[], []];
    let state = start;
    const mismatch = isEmpty(start) ? undefined : stateMismatch(start, context);
    if (mismatch !== undefined) {
        if (mismatch.recorded.manifest !== context.manifest && observed.otherManifest) {
            errors.push({ kind: 'second-manifest', recorded: mismatch.recorded.manifest });
        }
        else if (answers.to(mismatch) === undefined)
            questions.push(mismatch);
        if (questions.length + errors.length > 0) {
            const webhooks = context.declarations.map((declaration) => ({ declaration, status: 'undecided', notes: [] }));
            return { ...inert(start), webhooks, questions, errors };
        }
    }
    if (start.manifest !== context.manifest || start.apiUrl !== context.apiUrl) {
        state = bound(start, context);
    }
    const { book, apply } = openBook(start);
    const { records, slots } = book;
    const declared = new Map(context.declarations.map((one) => [one.name, one]));
    const held = heldIds(start);
    const isKeyOf = (one) => declaredKey(one, context);
    const facts = {
        ...book,
        context,
        observed,
        declared,
        held,
        formerOf: formerFinder({ records, slots, declared, held, keyOf: isKeyOf }),
        claimsOn: claimFinder(context, declared),
    };
    const removed = [];
    const reverted = [];
    const contradicting = new Set();
    function answerTo(question) {
        const answer = answers.to(question);
        if (answer === undefined)
            return undefined;
        const given = answers.linesFor(question);
        if (given.some((line) => contradicting.has(line)))
            return 'contradiction';
        const rivals = rivalsOf(question, facts);
        const isClear = new Set(rivals.map(({ decision }) => decision.name)).size < 2;
        if (isClear && answer !== 'contradiction')
            return answer;
        const lines = answers.inOrder([...given, ...rivals]);
        errors.push({ kind: 'contradiction', name: question.name, lines });
        for (const line of lines)
            contradicting.add(line);
        return 'contradiction';
    }
    function settle(name, declaration) {
        for (;;) {
            const record = recordIn(facts, name);
            const written = declaration && writtenBySomebody(declaration, record, facts);
            if (written !== undefined && answers.has(written.keep)) {
                apply(written.kept);
                continue;
            }
            const verdict = firstVerdict({ name, declaration, record }, facts);
            if (verdict === undefined)
                return declaration && settled(declaration, record);
            if ('waitsFor' in verdict)
                return 'undecided';
            if ('change' in verdict) {
                apply(verdict.change);
                continue;
            }
            const { question, otherwise } = verdict;
            const answer = answerTo(question);
            if (answer === 'contradiction')
                return 'faulty';
            if (answer === undefined && otherwise === undefined) {
                questions.push(question);
                return 'undecided';
            }
            const change = (answer === undefined ? otherwise : decided(question, answer, facts)) ?? {};
            const { records: news = [], creates } = change;
            if (creates)
                reverted.push(...news.map(([one]) => [one, records.get(one)]));
            apply(change);
            if (creates)
                return 'to-create';
        }
    }
    function settled(declaration, record) {
        const { name, id } = declaration;
        const { current } = record;
        const owner = id === undefined || id === current?.id ? undefined : book.ownerOf(id);
        if (id !== undefined && owner !== undefined && owner !== name) {
            errors.push({ kind: 'id-taken', name, id, owner });
            return 'faulty';
        }
        if (current === undefined)
            return 'to-create';
        if (answers.has({ verb: 'replace', name, id: current.id }))
            return 'to-create';
        return held.has(current.id) ? 'unchanged' : 'to-adopt';
    }
    for (const [name, { current }] of records) {
        if (declared.has(name))
            continue;
        const requested = firstVerdict({ name, declaration: undefined, record: recordIn(facts, name) }, facts);
        if (requested !== undefined && 'question' in requested) {
            const { question } = requested;
            const answer = answers.to(question);
            if (answer !== undefined && answer !== 'contradiction')
                apply(decided(question, answer, facts));
        }
        if (current !== undefined && answers.has({ verb: 'gone', name, id: current.id })) {
            apply({ records: [[name, withoutIds(recordIn(facts, name), current.id)]] });
        }
    }
    const statuses = context.declarations.map((declaration) => settle(declaration.name, declaration) ?? 'unchanged');
    const asked = new Set(questions.flatMap((one) => (one.kind === 'renamed' ? one.from : [])));
    for (const name of [...records.keys()].filter((one) => !declared.has(one))) {
        if (asked.has(name) || settle(name) !== undefined)
            continue;
        const record = recordIn(facts, name);
        if (record.current === undefined || record.removedAt !== undefined)
            continue;
        apply({ records: [[name, revised(record, 'removed', { removedAt: context.at })]] });
        removed.push(name);
    }
    if (questions.length > 0)
        apply({ records: reverted });
    const replaced = new Set([...records.values()].flatMap((record) => record.replaced));
    const webhooks = context.declarations.map((declaration, index) => {
        const { name } = declaration;
        const status = statuses[index] ?? 'unchanged';
        const record = recordIn(facts, name);
        const { id } = record.current ?? {};
        if (status === 'undecided' || status === 'faulty')
            return { declaration, status, id, notes: [] };
        const notes = notesFor(declaration, record, replaced, facts);
        if (status !== 'to-create')
            return { declaration, status, id, notes };
        const trouble = secretTrouble(declaration, record, facts);
        const key = declaredKey(declaration, context);
        if (key !== undefined) {
            apply({ slots: [[key, doubted(slots.get(key), observed.secrets?.get(key))]] });
        }
        if (trouble?.kind === 'secret-taken')
            errors.push(trouble);
        return trouble?.kind === 'secret-taken'
            ? { declaration, status: 'faulty', id, notes }
            : { declaration, status, id, notes: trouble === undefined ? notes : [...notes, trouble] };
    });
    for (const [name, record] of records) {
        const ids = record.replaced.filter((id) => answers.has({ verb: 'gone', name, id }));
        const { revision } = record;
        if (ids.length > 0)
            apply({ records: [[name, { ...withoutIds(record, ...ids), revision }]] });
    }
    const open = new Set([
        ...questions.map(({ name }) => name),
        ...errors.flatMap((one) => (one.kind === 'contradiction' ? one.name : [])),
    ]);
    for (const line of context.decisions) {
        const { decision } = line;
        if (decision.verb !== 'gone' || answers.isApplied(line))
            continue;
        const { name, id } = decision;
        if (recordIn(facts, name).current?.id !== id || open.has(name))
            continue;
        errors.push({ kind: 'gone-but-current', line, name, id });
    }
    const applied = context.decisions.flatMap((line) => answers.isApplied(line) && (line.decision.verb !== 'replace' || questions.length === 0)
        ? (0,manifest_decisions/* lineOf */.cA)(line.decision)
        : []);
    return {
        webhooks,
        questions,
        errors,
        judgements: judgementsOf({ start, facts, questions, errors, isApplied: answers.isApplied }),
        isNew: isEmpty(start),
        removed,
        next: {
            ...state,
            decided: [...new Set([...state.decided, ...applied])],
            webhooks: Object.fromEntries(records),
            secrets: Object.fromEntries(slots),
        },
    };
}

;// CONCATENATED MODULE: ./lib/apply/verify.js


const nothingSeen = { findings: new Map(), secrets: new Map() };
function secretIn(reading) {
    const isGiven = reading?.kind === 'found' && typeof reading.secret === 'object';
    return isGiven ? reading.secret.value : undefined;
}
function idsToRead({ webhooks }) {
    return webhooks.flatMap(({ id }) => id ?? []);
}
function lookedAt({ webhooks }, readings) {
    const given = webhooks.flatMap(({ id = '' }) => secretIn(readings.get(id)) ?? []);
    const shared = Map.groupBy(given, (secret) => secret);
    const findings = new Map();
    const secrets = new Map();
    for (const webhook of webhooks) {
        const { id, declaration } = webhook;
        const reading = id === undefined ? undefined : readings.get(id);
        if (id === undefined || reading === undefined || reading.kind === 'denied')
            continue;
        const secret = secretIn(reading);
        const isShared = secret !== undefined && shared.get(secret)?.length !== 1;
        if (secret !== undefined && !isShared)
            secrets.set(id, secret);
        findings.set(declaration.name, findingOf(webhook, id, reading, isShared));
    }
    return { findings, secrets };
}
function findingOf({ declaration, notes }, id, reading, isShared) {
    if (reading.kind === 'missing')
        return { kind: 'missing', id };
    if (reading.kind === 'unread')
        return { kind: 'unread', id, reason: reading.reason };
    const grown = notes.flatMap((note) => (note.kind === 'grown' ? note.events : []));
    const differences = (0,webhook_body/* differencesFrom */.Jh)(declaration.body, reading.webhook, grown);
    const own = typeof reading.secret === 'string' ? reading.secret : undefined;
    const noSecret = isShared ? 'shared' : own;
    return differences.length === 0 ? { kind: 'verified', id, noSecret } : { kind: 'drifted', id, differences, noSecret };
}
function withErrors(plan, state, readings) {
    const held = heldIds(state);
    const errors = [];
    const webhooks = plan.webhooks.map((one) => {
        const { id, status, declaration } = one;
        if (id === undefined || held.has(id) || status === 'outdated')
            return one;
        if (readings.get(id)?.kind !== 'missing')
            return one;
        errors.push({ kind: 'id-missing', name: declaration.name, id });
        return { ...one, id: undefined, status: 'faulty', notes: [] };
    });
    const denied = plan.webhooks.flatMap(({ declaration: { name }, id = '' }) => {
        const reading = readings.get(id);
        return reading?.kind === 'denied' ? [{ name, id, reading }] : [];
    });
    for (const [status, some] of Map.groupBy(denied, ({ reading }) => reading.status)) {
        const named = some.map(({ name, id }) => ({ name, id }));
        errors.push({
            kind: 'read-denied',
            status,
            webhooks: named,
            errors: some[0]?.reading.errors ?? [],
        });
    }
    return { ...plan, webhooks, errors: [...plan.errors, ...errors] };
}

;// CONCATENATED MODULE: ./lib/apply/observe.js





async function observeAndPlan(target) {
    const planned = await planUponState(target);
    const { look } = target;
    if (look === undefined || look === 'no-credentials')
        return { ...planned, looked: look };
    const { plan, state } = planned;
    const readings = await look.read(idsToRead(plan));
    return {
        ...planned,
        plan: withErrors(plan, state, readings),
        looked: lookedAt(plan, readings),
    };
}
async function planUponState(target) {
    const { store, context, isManifest } = target;
    const { environment, manifest, apiUrl } = context;
    const read = await readState(store, emptyState(environment, manifest, apiUrl));
    const recorded = read.state.manifest;
    const otherManifest = recorded !== manifest && isManifest(recorded);
    try {
        const secrets = await secretsOf(target, read.state);
        return { ...read, plan: planOf(read.state, context, { secrets, otherManifest }) };
    }
    catch (error) {
        if (!(error instanceof secrets_error/* SecretsError */.o))
            throw error;
        const plan = planOf(read.state, context, { secrets: undefined, otherManifest });
        const mustStore = plan.webhooks.some(({ notes }) => notes.some(({ kind }) => kind === 'secret-unseen'));
        if (mustStore)
            throw error;
        return { ...read, plan, unchecked: error.message };
    }
}
async function secretsOf({ secrets, context }, { webhooks }) {
    if (secrets === undefined || !context.remembers)
        return undefined;
    const { secretsEnvironment, declarations } = context;
    const declared = declarations.flatMap(({ secret }) => secret ?? []);
    const requested = Object.values(webhooks).flatMap((record) => {
        const [name = ''] = record?.request?.secret?.split('/') ?? [];
        return record?.request?.secret === secretKey(name, secretsEnvironment) ? [name] : [];
    });
    const names = [...declared, ...requested];
    if (names.length === 0)
        return undefined;
    const listed = await secrets.list();
    const seen = new Map();
    for (const name of names) {
        const key = secretKey(name, secretsEnvironment);
        if (!seen.has(key)) {
            seen.set(key, listed.get(name.toUpperCase()) ?? (await secrets.updatedAt(name)));
        }
    }
    return seen;
}
async function readState(store, otherwise) {
    const { text, revision } = await store.read();
    const state = text === undefined ? otherwise : parseState(text, otherwise.environment, store.place);
    return { state, revision };
}

;// CONCATENATED MODULE: ./lib/apply/record.js


function requestFor(declaration, { id, until, at }, context) {
    const { body, patterns } = describeDeclared(declaration);
    const secret = declaredKey(declaration, context);
    return {
        id,
        body: { ...body },
        patterns: [...patterns],
        at,
        run: context.run,
        until,
        ...(secret !== undefined && { secret }),
    };
}
function withRequests(state, requests) {
    const webhooks = { ...state.webhooks };
    for (const [name, request] of requests) {
        const record = recordOf(state, name) ?? blankRecord;
        webhooks[name] = revised(record, request.id, { request });
    }
    return { ...state, webhooks };
}
function withResults(state, batch) {
    const webhooks = new Map(Object.entries(state.webhooks));
    const secrets = new Map(Object.entries(state.secrets));
    const [owners, places] = [new Map(), new Map()];
    for (const [name, record] of webhooks) {
        for (const id of idsOf(record))
            owners.set(id, name);
        const id = record?.request?.id;
        if (id !== undefined)
            places.set(id, [...(places.get(id) ?? []), name]);
    }
    for (const { name, request, result, stored } of batch) {
        const stands = (place) => webhooks.get(place)?.request?.id === request.id;
        const place = stands(name) ? name : places.get(request.id)?.find(stands);
        const record = webhooks.get(place ?? name) ?? blankRecord;
        const next = place === undefined
            ? lateRecord(record, result, owners)
            : recordAfter(record, request, believable(result, place, owners));
        if (next === record)
            continue;
        webhooks.set(place ?? name, next);
        if (result.status === 'created' && !owners.has(result.id)) {
            owners.set(result.id, place ?? name);
        }
        const isKnown = place !== undefined || stored?.slot.owner === (result.status === 'created' ? result.id : undefined);
        if (stored && isKnown)
            secrets.set(stored.key, stored.slot);
    }
    return {
        ...state,
        webhooks: Object.fromEntries(webhooks),
        secrets: Object.fromEntries(secrets),
    };
}
function lateRecord(record, result, owners) {
    if (result.status !== 'created' || owners.has(result.id))
        return record;
    const replaced = [...record.replaced, result.id];
    return revised(record, `late ${result.id}`, { replaced });
}
function recordAfter(record, request, result) {
    switch (result.status) {
        case 'created':
            return createdRecord(record, request, result);
        case 'rejected':
        case 'unsent':
            return revised(record, result.status, { request: undefined });
        case 'unconfirmed': {
            const { reason } = result;
            if (reason === record.request?.reason)
                return record;
            return revised(record, 'unconfirmed', { request: { ...request, reason } });
        }
    }
}
function createdRecord(record, { body, patterns }, { id, at, run }) {
    const others = (ids) => ids.filter((one) => one !== id);
    return revised(record, `created ${id}`, {
        request: undefined,
        removedAt: undefined,
        current: { id, origin: 'created', body, patterns, at, run },
        replaced: others([...record.replaced, ...(record.current ? [record.current.id] : [])]),
        gone: others(record.gone),
    });
}
function holdsRequests(state, requests) {
    return [...requests].every(([name, { id }]) => recordOf(state, name)?.request?.id === id);
}
function believable(result, place, owners) {
    const owner = result.status === 'created' ? owners.get(result.id) : undefined;
    if (result.status !== 'created' || owner === undefined || owner === place)
        return result;
    return { status: 'unconfirmed', reason: sharedId(result.id, owner) };
}
function sharedId(id, owner) {
    return `Conduit returned ${id}, which is also the ID of ${owner}, so one of them is wrong`;
}

;// CONCATENATED MODULE: ./lib/state/status.js
const statuses = {
    created: { mark: '✓', word: 'created', lists: ['created'], fails: false, counted: 'created' },
    'not-stored': {
        mark: '✗',
        word: 'not stored',
        lists: ['created', 'undecided', 'failed'],
        fails: true,
        counted: 'created',
    },
    adopted: { mark: '✓', word: 'adopted', lists: ['unchanged'], fails: false, counted: 'adopted' },
    'to-create': {
        mark: '+',
        word: 'to create',
        lists: ['to-create'],
        fails: false,
        counted: 'to create',
    },
    'to-adopt': {
        mark: '+',
        word: 'to adopt',
        lists: ['unchanged'],
        fails: false,
        counted: 'to adopt',
    },
    blocked: { mark: '+', word: 'blocked', lists: ['to-create'], fails: false, counted: 'blocked' },
    rejected: { mark: '✗', word: 'rejected', lists: ['failed'], fails: true, counted: 'rejected' },
    unsent: { mark: '✗', word: 'not sent', lists: ['failed'], fails: true, counted: 'not sent' },
    unconfirmed: { mark: '?', word: 'unconfirmed', lists: ['undecided'], fails: true },
    undecided: { mark: '?', word: 'not checked', lists: ['undecided'], fails: true },
    faulty: { mark: '✗', word: 'error', lists: ['undecided'], fails: true },
    outdated: { mark: '✗', word: 'outdated', lists: ['undecided'], fails: true },
    unchanged: {
        mark: '=',
        word: 'unchanged',
        lists: ['unchanged'],
        fails: false,
        counted: 'unchanged',
    },
};
function meaningOf(status) {
    return statuses[status];
}

;// CONCATENATED MODULE: ./lib/apply/ledger.js






const longestPendingMs = 15_000;
const lastTries = 5;
function openLedger(start, options) {
    const { store, run, clock, expired, deadline } = options;
    let { state, revision } = start;
    let pending = [];
    let waitingSince;
    let writing;
    let timer;
    let { writeMs } = options;
    async function writeOnce() {
        const began = clock.elapsed();
        const batch = [...pending];
        const next = writtenBy(withResults(state, batch), run);
        const text = stateText(next);
        const stored = text === stateText(state) ? { revision } : await store.write(text, revision, resultsMessage(batch, state));
        if (stored === 'moved') {
            ({ state, revision } = await readState(store, state));
            throw new StateError('Other runs kept changing the state.');
        }
        ({ revision } = stored);
        state = next;
        pending = pending.slice(batch.length);
        waitingSince = pending.length === 0 ? undefined : began;
        writeMs = clock.elapsed() - began;
    }
    async function write(tries) {
        for (let count = 1; pending.length > 0; count += 1) {
            try {
                await writeOnce();
                return;
            }
            catch (error) {
                if (count >= tries)
                    throw error;
                await clock.sleep(200 * count, expired);
            }
        }
    }
    function inTurn(tries) {
        clearTimeout(timer);
        timer = undefined;
        const turn = (writing ?? Promise.resolve()).catch(() => undefined).then(() => write(tries));
        writing = turn;
        const settled = () => {
            if (writing !== turn)
                return;
            writing = undefined;
            schedule();
        };
        turn.then(settled, settled);
        return turn;
    }
    function schedule() {
        if (waitingSince === undefined || timer !== undefined || writing !== undefined)
            return;
        const latest = waitingSince + store.patienceMs - 2 * writeMs;
        timer = setTimeout(() => inTurn(1).catch(() => undefined), Math.max(500, latest - clock.elapsed())).unref();
    }
    return {
        async record(ended) {
            if (!store.remembers)
                return;
            pending.push(ended);
            waitingSince ??= clock.elapsed();
            if (store.patienceMs === 0)
                await inTurn(2);
            else
                schedule();
        },
        async ready() {
            const isOverdue = () => waitingSince !== undefined && clock.elapsed() - waitingSince > longestPendingMs;
            while (isOverdue() && (0,clients_clock/* leaves */.FQ)(0, deadline, clock) && !expired.aborted) {
                await (writing ?? inTurn(1)).catch(() => clock.sleep(500, expired));
            }
        },
        async close() {
            try {
                await inTurn(lastTries);
            }
            finally {
                clearTimeout(timer);
            }
            return state;
        },
    };
}
function resultsMessage(batch, { environment }) {
    const names = Map.groupBy(batch, ({ result }) => result.status);
    const parts = [...names].map(([status, some]) => `${meaningOf(status).word} ${some.map(({ name }) => name).join(', ')}`);
    return `${environment}: ${parts.join('; ')}`;
}

;// CONCATENATED MODULE: ./lib/apply/results.js


function plannedResult({ declaration: { name }, status, id, notes }, mode, looked) {
    const { findings, secrets } = typeof looked === 'object' ? looked : nothingSeen;
    const seen = status === 'to-create' ? undefined : findings.get(name);
    const base = { name, id, notes, finding: seen?.id === id ? seen : undefined };
    if (mode === 'plan')
        return { ...base, status };
    const secret = secrets.get(id ?? '');
    if (status === 'to-create')
        return { ...base, status: 'blocked', secret };
    return { ...base, status: status === 'to-adopt' && mode.recorded ? 'adopted' : status, secret };
}
function resultOf(name, outcome, current, known) {
    const base = { name, status: outcome.kind, id: current, notes: [], secret: known };
    switch (outcome.kind) {
        case 'created': {
            const { id, secret, warnings } = outcome;
            return { ...base, id, replaced: current, secret, warnings };
        }
        case 'rejected':
            return { ...base, rejectedWith: outcome.status, errors: outcome.errors };
        case 'unsent':
            return { ...base, reason: outcome.reason };
        case 'unconfirmed': {
            const { reason, secret = known, errors } = outcome;
            return { ...base, reason, secret, errors };
        }
    }
}
function deletionsOf(reminders) {
    return { 'to-delete': JSON.stringify(reminders.map(({ name, id }) => ({ name, id }))) };
}
function jsonOutputs(all) {
    const names = (list) => all.filter(({ status }) => meaningOf(status).lists.includes(list)).map(({ name }) => name);
    const lists = ['to-create', 'created', 'unchanged', 'undecided', 'failed'];
    return {
        ids: JSON.stringify(Object.fromEntries(namesAnd(all, 'id'))),
        secrets: JSON.stringify(Object.fromEntries(namesAnd(all, 'secret'))),
        ...Object.fromEntries(lists.map((list) => [list, JSON.stringify(names(list))])),
    };
}
function ownOutputs(results) {
    return {
        ...Object.fromEntries(namesAnd(results, 'id').map(([name, id]) => [`${name}-id`, id])),
        ...Object.fromEntries(namesAnd(results, 'secret').map(([name, secret]) => [`${name}-secret`, secret])),
    };
}
function isDrifted({ finding }) {
    return finding?.kind === 'drifted' || finding?.kind === 'missing';
}
function driftOf({ results, looked }) {
    if (typeof looked !== 'object')
        return {};
    const drifted = results.filter(isDrifted);
    return { drifted: JSON.stringify(drifted.map(({ name }) => name)) };
}
function namesAnd(results, field) {
    return results.flatMap(({ name, [field]: value }) => value === undefined ? [] : [[name, value]]);
}
function hasFailed({ results, questions, plan, failures }) {
    return (questions.length + plan.errors.length + failures.length > 0 || results.some(({ status }) => meaningOf(status).fails));
}

;// CONCATENATED MODULE: ./lib/apply/requests.js












const ownError = 'the action failed because of an error of its own';
const hopeless = {
    401: 'Conduit rejected the credentials (401)',
    403: 'Conduit denied access (403)',
};
async function sendRequests({ plan, looked, requests, start, deadline, writeMs }, connect, options) {
    const { context, show, clock } = options;
    const failures = new Set();
    const seen = typeof looked === 'object' ? looked : nothingSeen;
    const taken = new Set(seen.secrets.values());
    let crash;
    const halt = new AbortController();
    const halted = AbortSignal.any([options.cancelled, halt.signal]);
    const results = new Map();
    const asked = new Map();
    const owners = new Map([...heldIds(start.state)].map((id) => [id, 'another webhook']));
    for (const { id, declaration } of plan.webhooks)
        if (id)
            owners.set(id, declaration.name);
    const ask = (question) => asked.set(question.name, context.remembers ? question : { ...question, options: [] });
    const inOrder = (values) => plan.webhooks.flatMap(({ declaration: { name } }) => values.get(name) ?? []);
    const guarded = async (act) => {
        try {
            await act();
        }
        catch (error) {
            if (!(error instanceof foreseen/* Foreseen */.G)) {
                crash ??= { error };
                halt.abort(ownError);
                return;
            }
            failures.add(error.message);
            halt.abort('the result of another webhook could not be recorded');
        }
    };
    const keep = (news) => {
        for (const result of news) {
            results.set(result.name, result);
            if (result.secret !== undefined)
                taken.add(result.secret);
        }
        return guarded(() => options.keep(news, () => inOrder(results)));
    };
    await guarded(() => options.begin(plan));
    const others = plan.webhooks.filter(({ status }) => status !== 'to-create');
    await keep(others.map((one) => plannedResult(one, { recorded: true }, looked)));
    await guarded(() => results.forEach(show));
    const ledger = openLedger(start, { ...options, run: context.run, deadline, writeMs });
    const client = connect(halted, deadline);
    async function onOutcome(declaration, request, sent) {
        const { name } = declaration;
        const record = recordOf(start.state, name) ?? blankRecord;
        const current = record.current?.id;
        const outcome = withOwnId(sent, name, owners);
        let result = resultOf(name, outcome, current, seen.secrets.get(current ?? ''));
        await keep([result]);
        let { stored, trouble } = {};
        await guarded(async () => {
            const into = { ...options, deadline };
            ({ stored, trouble } = await storeSecret(declaration, outcome, start.state, into));
        });
        const at = new Date(clock.now()).toISOString();
        const ended = endedAs(outcome, { at, run: context.run });
        if (trouble?.kind === 'failed')
            halt.abort('a signing secret could not be stored');
        await guarded(() => ledger.record({ name, request, result: ended, stored }));
        await guarded(async () => {
            result = await withReadSecret(result);
        });
        if (ended.status === 'unconfirmed') {
            const known = { inProgress: false, isDeclared: true, current, errors: result.errors };
            ask(unconfirmedQuestion(name, { ...request, reason: ended.reason }, known));
        }
        const { secret } = declaration;
        if (trouble !== undefined && ended.status === 'created' && secret !== undefined) {
            const known = {
                seen: trouble.kind === 'written-meanwhile' ? '' : undefined,
                formerly: [],
                trouble,
                inOutputs: result.secret !== undefined,
            };
            const next = createdRecord(record, request, ended);
            const question = notStoredQuestion({ ...declaration, secret }, next, ended.id, known, options);
            ask(question);
        }
        if (trouble !== undefined) {
            const status = outcome.kind === 'created' ? 'not-stored' : result.status;
            result = { ...result, status, trouble };
        }
        if (result !== results.get(name))
            await keep([result]);
        show(results.get(name) ?? result);
    }
    async function withReadSecret(result) {
        const { look } = options;
        const { status, id = '', secret, warnings = [] } = result;
        if (status !== 'created' || secret !== undefined || typeof look !== 'object')
            return result;
        const read = secretIn((await look.read([id])).get(id));
        if (read === undefined || taken.has(read))
            return result;
        taken.add(read);
        const isSettled = ({ kind }) => kind === 'no-secret' || kind === 'unusable-secret';
        return { ...result, secret: read, warnings: warnings.filter((one) => !isSettled(one)) };
    }
    async function outcomeOf({ name, body }) {
        let isSent = false;
        try {
            return await client.create(body, () => {
                isSent = true;
                options.onSend(name);
            });
        }
        catch (error) {
            crash ??= { error };
            halt.abort(ownError);
            return isSent ? undefined : { kind: 'unsent', reason: ownError };
        }
    }
    const queue = toCreate(plan).values();
    async function work() {
        for (const declaration of queue) {
            const request = requests.get(declaration.name);
            if (request === undefined)
                continue;
            await guarded(() => ledger.ready());
            const outcome = await outcomeOf(declaration);
            if (outcome === undefined)
                continue;
            const reason = reasonToStop(outcome);
            if (reason !== undefined)
                halt.abort(reason);
            await guarded(() => onOutcome(declaration, request, outcome));
        }
    }
    await Promise.all(Array.from({ length: options.concurrency }, work));
    client.close();
    let reminders = [];
    await guarded(async () => {
        const state = await ledger.close();
        reminders = remindersOf(state, context.declarations);
        if (context.remembers)
            for (const text of notInUse(results.values(), state))
                failures.add(text);
    });
    if (crash !== undefined)
        throw crash.error;
    const [shown, questions] = [inOrder(results), inOrder(asked)];
    const told = { questions, reminders, failures: [...failures] };
    return { plan, results: shown, ...told, recorded: true, looked };
}
function notInUse(results, { webhooks }) {
    const inUse = new Set(Object.values(webhooks).map((record) => record?.current?.id));
    return [...results].flatMap(({ name, status, id }) => meaningOf(status).lists.includes('created') && !inUse.has(id)
        ? `${name} was created as ${id} after another run had decided about its request. Do not use this ID or its signing secret. Delete the webhook in the Conduit Dashboard.`
        : []);
}
function reasonToStop(outcome) {
    switch (outcome.kind) {
        case 'unsent':
            return outcome.reason;
        case 'rejected':
            return hopeless[outcome.status];
        case 'unconfirmed':
            return outcome.isNotFound ? 'the API URL may be wrong (404)' : undefined;
        case 'created':
            return undefined;
    }
}
function withOwnId(outcome, name, owners) {
    if (outcome.kind !== 'created')
        return outcome;
    const { id, secret } = outcome;
    const owner = owners.get(id);
    if (owner === undefined) {
        owners.set(id, name);
        return outcome;
    }
    const reason = sharedId(id, owner === name ? 'the webhook registered before' : owner);
    return { kind: 'unconfirmed', reason, ...(secret !== undefined && { secret }) };
}
function endedAs(outcome, recorded) {
    switch (outcome.kind) {
        case 'created':
            return { status: 'created', id: outcome.id, ...recorded };
        case 'unconfirmed':
            return { status: 'unconfirmed', reason: outcome.reason };
        default:
            return { status: outcome.kind };
    }
}
async function storeSecret({ secret: name }, outcome, state, { secrets, context, clock, deadline }) {
    const isCreated = outcome.kind === 'created';
    if (name === undefined || secrets === undefined)
        return {};
    if (!isCreated && outcome.kind !== 'unconfirmed')
        return {};
    const { secret } = outcome;
    const key = secretKey(name, context.secretsEnvironment);
    if (secret === undefined)
        return isCreated ? { trouble: { kind: 'no-secret' } } : {};
    try {
        const now = context.remembers ? await secrets.updatedAt(name) : null;
        if (context.remembers && now !== (state.secrets[key]?.updatedAt ?? null)) {
            return { stored: { key, slot: slotOf(now) }, trouble: { kind: 'written-meanwhile' } };
        }
        await secrets.store(name, secret, deadline);
        if (!isCreated || !context.remembers)
            return {};
        const stored = await secrets.updatedAt(name);
        if (!(0,clients_clock/* leaves */.FQ)(0, deadline, clock))
            return {};
        return { stored: { key, slot: slotOf(stored, outcome.id) } };
    }
    catch (error) {
        if (!(error instanceof foreseen/* Foreseen */.G))
            throw error;
        return { trouble: { kind: 'failed', message: error.message } };
    }
}

;// CONCATENATED MODULE: ./lib/apply/register.js












const maxPlans = 5;
const shortestRequestMs = 10 * 60_000;
const slackMs = limits/* maxThrottledMs */.H6 + 60_000;
async function foresee(target) {
    const { plan, unchecked, looked } = await observeAndPlan(target);
    const results = plan.webhooks.map((one) => plannedResult(one, 'plan', looked));
    const { questions } = plan;
    const [reminders, failures] = [[], []];
    return { plan, results, questions, recorded: false, reminders, failures, unchecked, looked };
}
async function register(options) {
    const { context, clock, cancelled } = options;
    for (let plans = 1; plans <= maxPlans; plans += 1) {
        const observed = await observeAndPlan(options);
        const planned = { ...observed, plan: needingToken(observed.plan, options.noToken) };
        const { plan } = planned;
        if (cancelled.aborted) {
            return withoutRequests(planned, options, { recorded: false, why: String(cancelled.reason) });
        }
        if (plan.errors.length > 0)
            return withoutRequests(planned, options, { recorded: false });
        const creates = toCreate(plan);
        if (creates.some(({ secret }) => secret !== undefined))
            await options.secrets?.prepare();
        const connect = creates.length === 0 ? undefined : await options.connect();
        const began = clock.elapsed();
        const deadline = (0,clients_clock/* deadlineIn */._5)(standingTimeMs(creates.length, options), clock);
        const at = new Date(clock.now()).toISOString();
        const until = new Date(deadline.now).toISOString();
        const requests = new Map(creates.map((one) => {
            const id = `${safe_id/* requestPrefix */._T}${options.randomId()}`;
            return [one.name, requestFor(one, { id, until, at }, context)];
        }));
        const next = writtenBy(withRequests(plan.next, requests), context.run);
        const mine = await writeAndReadBack(options, planned, next, requests);
        if (mine === undefined)
            continue;
        if (connect === undefined) {
            return withoutRequests({ ...planned, state: mine.state }, options, { recorded: true });
        }
        const writeMs = clock.elapsed() - began;
        const { unchecked, looked } = planned;
        const intent = { plan, looked, requests, start: mine, deadline, writeMs };
        return { ...(await sendRequests(intent, connect, options)), unchecked };
    }
    throw new StateError(`Other runs kept changing the state (${maxPlans} tries). Nothing was created at Conduit. Give the job a concurrency group, then re-run it.`);
}
function needingToken(plan, noToken) {
    if (noToken === undefined)
        return plan;
    const needs = ({ status, notes }) => status === 'to-create' && notes.some(({ kind }) => kind === 'secret-unseen');
    const errors = plan.webhooks.filter(needs).map(({ declaration: { name, secret = '' } }) => {
        return { kind: 'no-token', name, secret, why: noToken };
    });
    const webhooks = plan.webhooks.map((one) => needs(one)
        ? {
            ...one,
            status: 'faulty',
            notes: one.notes.filter(({ kind }) => kind !== 'secret-unseen'),
        }
        : one);
    return { ...plan, webhooks, errors: [...plan.errors, ...errors] };
}
function standingTimeMs(count, { concurrency, timeoutMs }) {
    const rounds = Math.ceil(count / concurrency);
    return Math.max(shortestRequestMs, 2 * rounds * timeoutMs + slackMs);
}
async function writeAndReadBack({ store, context }, before, next, requests) {
    const nothingNew = stateText({ ...next, run: before.state.run }) === stateText(before.state);
    if (nothingNew)
        return before;
    const message = intentMessage(before.plan, requests, context.environment);
    const stored = await store.write(textBefore(requests.size, next), before.revision, message);
    if (stored !== 'moved')
        return { state: next, revision: stored.revision };
    const now = await readState(store, before.state);
    return requests.size > 0 && holdsRequests(now.state, requests) ? now : undefined;
}
function withoutRequests({ plan, state, unchecked, looked }, { context, begin, keep, show }, { recorded, why }) {
    begin(plan);
    const results = plan.webhooks.map((one) => {
        const result = plannedResult(one, { recorded }, looked);
        const isUnsent = why !== undefined && result.status === 'blocked';
        return isUnsent ? { ...result, status: 'unsent', reason: why } : result;
    });
    const failures = [];
    try {
        keep(results, () => results);
    }
    catch (error) {
        if (!(error instanceof foreseen/* Foreseen */.G))
            throw error;
        failures.push(error.message);
    }
    for (const result of results)
        show(result);
    const isLate = isOlder(context.run, state.run);
    const reminders = isLate ? [] : remindersOf(state, context.declarations);
    const { questions } = plan;
    return { plan, results, questions, recorded, reminders, failures, unchecked, looked };
}
function intentMessage(plan, requests, environment) {
    const { webhooks, removed } = plan;
    const adopted = webhooks.flatMap((one) => (one.status === 'to-adopt' ? one.declaration.name : []));
    const parts = [
        ...(requests.size > 0 ? [`about to create ${[...requests.keys()].join(', ')}`] : []),
        ...(adopted.length > 0 ? [`adopt ${adopted.join(', ')}`] : []),
        ...appliedIn(plan).map(manifest_decisions/* lineOf */.cA),
        ...(removed.length > 0 ? [`no longer in the manifest: ${removed.join(', ')}`] : []),
    ];
    return `${environment}: ${parts.join('; ') || 'GitHub secrets as they are now'}`;
}

// EXTERNAL MODULE: ./lib/manifest/manifest.js + 16 modules
var manifest_manifest = __webpack_require__(8097);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: ./lib/manifest/file.js + 1 modules
var manifest_file = __webpack_require__(4315);
;// CONCATENATED MODULE: ./lib/state/lock.js




const longestHoldMs = 5000;
const lockPatienceMs = 60_000;
const retryMs = 20;
const never = new AbortController().signal;
async function exclusively(file, act, clock = clients_clock/* systemClock */.ml) {
    const lock = `${file}.lock`;
    const me = (0,external_node_crypto_.randomUUID)();
    await acquire(lock, me, clock);
    const isHeld = () => holderOf(lock) === me;
    try {
        return act(isHeld);
    }
    finally {
        if (isHeld())
            (0,external_node_fs_.rmSync)(lock, { force: true });
    }
}
async function acquire(lock, me, clock) {
    const began = clock.elapsed();
    let [seen, since] = [undefined, began];
    while (!isCreated(lock, me)) {
        const [holder, now] = [holderOf(lock), clock.elapsed()];
        if (now - began > lockPatienceMs)
            throw new StateError('Other runs keep writing the state file. Re-run when they have finished.');
        if (seen !== holder)
            [seen, since] = [holder, now];
        else if (now - since > longestHoldMs)
            takeAway(lock, holder);
        await clock.sleep(retryMs * (0.5 + clock.random()), never);
    }
}
function isCreated(lock, me) {
    let descriptor = 0;
    if (failsWith('EEXIST', () => {
        descriptor = (0,external_node_fs_.openSync)(lock, 'wx');
    })) {
        return false;
    }
    try {
        (0,external_node_fs_.writeSync)(descriptor, me);
    }
    catch (error) {
        (0,external_node_fs_.rmSync)(lock, { force: true });
        throw error;
    }
    finally {
        (0,external_node_fs_.closeSync)(descriptor);
    }
    return true;
}
function holderOf(lock) {
    const found = (0,external_node_fs_.lstatSync)(lock, { throwIfNoEntry: false });
    if (found !== undefined && (!found.isFile() || found.size > 100)) {
        throw new StateError(`The lock of the state file cannot be made. Remove ${lock}.`);
    }
    let holder;
    failsWith('ENOENT', () => {
        holder = (0,external_node_fs_.readFileSync)(lock, 'utf8');
    });
    return holder;
}
function takeAway(lock, holder) {
    const aside = `${lock}.${(0,external_node_crypto_.randomUUID)()}`;
    if (failsWith('ENOENT', () => (0,external_node_fs_.renameSync)(lock, aside)))
        return;
    if (holderOf(aside) !== holder)
        failsWith('EEXIST', () => (0,external_node_fs_.linkSync)(aside, lock));
    (0,external_node_fs_.rmSync)(aside, { force: true });
}
function failsWith(code, act) {
    try {
        act();
        return false;
    }
    catch (error) {
        if (error.code !== code)
            throw error;
        return true;
    }
}

;// CONCATENATED MODULE: ./lib/state/file-store.js






function fileStore(workspace, path, clock) {
    const place = `file ${path}`;
    const failed = (doing, error) => error instanceof StateError
        ? error
        : new StateError(`The state file ${path} cannot be ${doing} (${error.code}).`);
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
        if ((0,external_node_fs_.lstatSync)(file, { throwIfNoEntry: false })?.isSymbolicLink()) {
            if (exists(file) && !(0,manifest_file/* isInside */.FK)(root, (0,external_node_fs_.realpathSync)(file)))
                throw outside();
            throw new StateError(`The state file ${path} is a symlink. Name the file itself.`);
        }
        return file;
    }
    const outside = () => new StateError(`The state file ${path} is outside the workspace.`);
    function readNow(file) {
        try {
            if (!(0,manifest_file/* isInside */.FK)((0,external_node_fs_.realpathSync)(workspace), (0,external_node_fs_.realpathSync)(file)))
                throw outside();
            const text = readStateFile(file, (bytes) => checkSize(bytes, place));
            if (text === undefined)
                throw new StateError(`the state file ${path} is not a regular file`);
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
        remembers: true,
        patienceMs: 0,
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
                const file = (0,external_node_path_.join)((0,external_node_fs_.realpathSync)((0,external_node_path_.dirname)(spelled)), (0,external_node_path_.basename)(spelled));
                const replace = (isHeld) => {
                    const isOurs = readNow(file).revision === revision && replaceFile(file, text, isHeld);
                    return isOurs ? { text, revision: revisionOf(text) } : 'moved';
                };
                return await exclusively(file, replace, clock);
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
function readStateFile(file, check) {
    const descriptor = (0,external_node_fs_.openSync)(file, external_node_fs_.constants.O_RDONLY | (external_node_fs_.constants.O_NOFOLLOW ?? 0) | (external_node_fs_.constants.O_NONBLOCK ?? 0));
    try {
        const found = (0,external_node_fs_.fstatSync)(descriptor);
        if (!found.isFile())
            return undefined;
        check(found.size);
        return (0,external_node_fs_.readFileSync)(descriptor, 'utf8');
    }
    finally {
        (0,external_node_fs_.closeSync)(descriptor);
    }
}
function revisionOf(text) {
    return (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex');
}
function replaceFile(file, text, mayWrite) {
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
        if (!mayWrite()) {
            (0,external_node_fs_.rmSync)(temporary);
            return false;
        }
        (0,external_node_fs_.renameSync)(temporary, file);
    }
    catch (error) {
        (0,external_node_fs_.rmSync)(temporary, { force: true });
        throw error;
    }
    if (process.platform === 'win32')
        return true;
    const folder = (0,external_node_fs_.openSync)((0,external_node_path_.dirname)(file), 'r');
    try {
        (0,external_node_fs_.fsyncSync)(folder);
    }
    finally {
        (0,external_node_fs_.closeSync)(folder);
    }
    return true;
}

// EXTERNAL MODULE: ./lib/clients/retry.js
var retry = __webpack_require__(8006);
// EXTERNAL MODULE: external "node:tls"
var external_node_tls_ = __webpack_require__(1692);
// EXTERNAL MODULE: ./lib/clients/proxy.js
var proxy = __webpack_require__(8868);
// EXTERNAL MODULE: ./lib/clients/url.js
var clients_url = __webpack_require__(2317);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
;// CONCATENATED MODULE: ./lib/state/git-process.js



const fetchTimeoutMs = 60_000;
const maxOutputBytes = 64 * 1024 * 1024;
const saidBytes = 16 * 1024;
function runGit(args, { cwd, env, input, timeoutMs }) {
    return new Promise((resolve, reject) => {
        const fail = (error) => reject(notStarted(error, cwd));
        let child;
        try {
            const detached = process.platform !== 'win32';
            child = (0,external_node_child_process_.spawn)('git', args, { cwd, env, detached, windowsHide: true });
        }
        catch (error) {
            fail(error);
            return;
        }
        child.on('error', fail);
        if (child.pid === undefined)
            return;
        const stdout = [];
        let size = 0;
        child.stdout.on('data', (chunk) => {
            size += chunk.length;
            if (size <= maxOutputBytes)
                stdout.push(chunk);
            else
                stop();
        });
        const said = { first: Buffer.alloc(0), last: Buffer.alloc(0) };
        child.stderr.on('data', (chunk) => {
            const room = saidBytes - said.first.length;
            said.first = Buffer.concat([said.first, chunk.subarray(0, room)]);
            said.last = Buffer.concat([said.last, chunk.subarray(room)]).subarray(-saidBytes);
        });
        const stop = () => {
            try {
                if (process.platform !== 'win32' && child.pid !== undefined)
                    process.kill(-child.pid, 'SIGKILL');
                else
                    child.kill('SIGKILL');
            }
            catch {
            }
        };
        process.once('exit', stop);
        let late = false;
        const timer = setTimeout(() => {
            late = true;
            stop();
        }, timeoutMs);
        child.on('close', (code) => {
            clearTimeout(timer);
            process.off('exit', stop);
            resolve({
                code,
                stdout: Buffer.concat(stdout),
                stderr: late
                    ? `git did not finish within ${timeoutMs / 1000} s`
                    : Buffer.concat([said.first, said.last]).toString('utf8'),
            });
        });
        child.stdin.on('error', () => undefined);
        child.stdin.end(input);
    });
}
function notStarted({ code }, cwd) {
    if (code !== 'ENOENT')
        return new StateError(`Git could not be started (${code}).`);
    return new StateError((0,external_node_fs_.existsSync)(cwd)
        ? 'Git is not installed. `state: git` needs Git 2.31 or newer.'
        : 'Git could not be started, because its working folder was deleted.');
}

;// CONCATENATED MODULE: ./lib/state/git-environment.js






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
const places = ['HOME', 'USERPROFILE', 'XDG_CONFIG_HOME'];
const noConfiguration = {
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
};
const inPrivate = [
    ['core.hooksPath', '/dev/null'],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
];
function isolated(env) {
    return {
        LC_ALL: 'C',
        ...noConfiguration,
        GIT_TERMINAL_PROMPT: '0',
        GIT_ASKPASS: '',
        SSH_ASKPASS: '',
        GCM_INTERACTIVE: 'never',
        GIT_ALLOW_PROTOCOL: 'https:http:file:ssh',
        GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
        ...chosen(env, inherited),
    };
}
const basicCredentials = (token) => Buffer.from(`x-access-token:${token}`).toString('base64');
function fateOf(token, remote) {
    if (token === '')
        return 'empty';
    const url = URL.parse(remote);
    return url !== null && (0,clients_url/* isConfidential */.FX)(url) ? 'sent' : 'unencrypted';
}
function runnersEnvironment(env, { remote, token }, folder) {
    const url = URL.parse(remote);
    const around = url !== null && (0,clients_url/* isLoopback */.U9)(url) ? (0,proxy/* withoutProxies */.f1)(env) : env;
    const settings = [
        ['credential.helper', ''],
        ['http.followRedirects', 'false'],
    ];
    if (url !== null && fateOf(token, remote) === 'sent') {
        settings.push([`http.${url.origin}/.extraHeader`, `Authorization: Basic ${basicCredentials(token)}`]);
    }
    return { ...isolated(around), HOME: folder, ...onPrivate(folder, settings) };
}
function onPrivate(folder, more = []) {
    const settings = [...inPrivate, ...more];
    const variables = settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
    ]);
    return {
        GIT_DIR: folder,
        GIT_CONFIG_COUNT: String(settings.length),
        ...Object.fromEntries(variables),
    };
}
async function authorities(env, given, folder, url) {
    if (!url.startsWith('https:'))
        return {};
    const { GIT_CONFIG_NOSYSTEM: _, GIT_CONFIG_GLOBAL: __, ...open } = given;
    const configured = await runGit(['config', '-z', '--get-urlmatch', 'http', url], {
        cwd: folder,
        env: { ...open, ...chosen(env, places) },
        input: '',
        timeoutMs: fetchTimeoutMs,
    });
    const settings = new Map(configured.stdout
        .toString('utf8')
        .split('\0')
        .map((one) => one.split(/\n(.*)/s, 2)));
    const home = env.HOME ?? env.USERPROFILE ?? '~';
    const setting = (key) => settings.get(`http.${key}`)?.replace(/^~(?=[/\\])/, () => home);
    const file = env.GIT_SSL_CAINFO || setting('sslcainfo');
    const path = env.GIT_SSL_CAPATH || setting('sslcapath');
    return {
        ...(path !== undefined && { GIT_SSL_CAPATH: path }),
        ...(file !== undefined && { GIT_SSL_CAINFO: file }),
        ...withExtra(env.NODE_EXTRA_CA_CERTS ?? '', file, folder),
    };
}
function withExtra(extra, file, folder) {
    if (extra === '')
        return {};
    try {
        const usual = file === undefined
            ? new Set([...(0,external_node_tls_.getCACertificates)('bundled'), ...(0,external_node_tls_.getCACertificates)('system')])
            : [(0,external_node_fs_.readFileSync)(file, 'utf8')];
        const all = (0,external_node_path_.join)(folder, 'authorities.pem');
        (0,external_node_fs_.writeFileSync)(all, [...usual, (0,external_node_fs_.readFileSync)(extra, 'utf8')].join('\n'));
        return { GIT_SSL_CAINFO: all };
    }
    catch {
        return {};
    }
}
function chosen(env, names) {
    return Object.fromEntries(names.flatMap((name) => {
        const value = env[name];
        return value === undefined ? [] : [[name, value]];
    }));
}

;// CONCATENATED MODULE: ./lib/state/git-failures.js

const longestSaid = 300;
const linesAtAnEnd = 4;
const reachable = ({ remote }) => `Check that \`git ls-remote ${remote}\` works here without a prompt.`;
const place = ({ asUser, remote }) => (asUser ? `the remote "${remote}"` : remote);
const permission = ({ writes }) => `\`permissions: contents: ${writes ? 'write' : 'read'}\``;
const again = ({ asUser }) => (asUser ? 'Try again' : 'Re-run the job');
const useFile = 'set `state` to `file:PATH`';
const unauthorized = /^fatal: (could not read (username|password)|authentication failed)|returned error: 401/im;
const unreachable = {
    because: (attempted) => `The Git server could not be reached. ${again(attempted)}, or check the network and the proxy.`,
    passes: true,
};
function refInTheWay(stderr) {
    const before = stderr.slice(0, stderr.indexOf("' exists; cannot create"));
    const other = before.slice(before.lastIndexOf("'") + 1);
    return /^refs\/\S{1,300}$/.test(other) ? `The ref ${other}` : 'Another ref';
}
const causes = [
    {
        said: /did not finish within/,
        because: (attempted) => `The Git server could not be reached in time. ${again(attempted)}.`,
    },
    {
        said: /(returned error:|response|code) 407/i,
        because: () => 'The proxy asks for a user name and a password. Put them into the variable that names it, as in https_proxy=http://USER:PASSWORD@HOST:PORT.',
    },
    {
        said: /connect tunnel failed|proxy after connect|could not resolve proxy/i,
        because: () => 'The proxy did not lead to the Git server. Check the variables https_proxy and no_proxy.',
        passes: true,
    },
    {
        said: /^fatal: unable to access .*(certificate|ca cert|unknown ca)/im,
        because: () => 'The certificate of the Git server is not trusted here. Set NODE_EXTRA_CA_CERTS to a PEM file with the certificate authority that signed it.',
    },
    {
        said: unauthorized,
        because(attempted) {
            const old = oldVersion(attempted.version);
            if (old !== undefined)
                return `Git ${old} is too old. Install Git 2.31 or newer.`;
            if (attempted.asUser)
                return reachable(attempted);
            const needed = `a token with ${permission(attempted)}`;
            return {
                empty: `The input github-token is empty. Remove it from the step's \`with:\`, or set it to ${needed}.`,
                sent: `The Git server does not accept the input github-token (401). It may have expired or been revoked. Use ${needed}.`,
                unencrypted: 'The Git server asks for a token, which is sent over https alone. Use an https URL.',
            }[attempted.token];
        },
    },
    {
        said: /returned error: 403/i,
        because: (attempted) => attempted.asUser
            ? `Your account may not read this repository (403). ${reachable(attempted)}`
            : `The input github-token lacks a permission (403). Give the job ${permission(attempted)}.`,
    },
    {
        said: /returned error: 404|does not appear to be a git repository|' not found$/im,
        because: (attempted) => `There is no repository at ${place(attempted)}, or ${attempted.asUser
            ? 'your account may not read it'
            : `the input github-token${attempted.token === 'empty' ? ', which is empty,' : ''} has no access to it (${permission(attempted)})`}. Check the name.`,
    },
    {
        said: /permission denied|host key verification failed/i,
        because: reachable,
    },
    {
        said: /returned error: 30\d/i,
        because: ({ asUser }) => `The Git server redirects to another address. Was the repository renamed or moved? ${asUser
            ? 'Set the URL of the remote to the new one.'
            : 'The token is not sent there. Start a new run, which has the new name, instead of running this one again.'}`,
    },
    {
        said: /returned error: 429/i,
        because: (attempted) => `The Git server limits requests (429). ${again(attempted)} later.`,
        passes: true,
    },
    {
        said: /returned error: 5\d\d|internal server error/i,
        because: (attempted) => `The Git server has a fault of its own. ${again(attempted)} later.`,
        passes: true,
    },
    {
        said: /hidden ref|stale info/i,
        because: () => `The Git server hides refs/conduit-webhooks/. Let its administrator remove that from transfer.hideRefs, receive.hideRefs and uploadpack.hideRefs, or ${useFile}.`,
    },
    {
        said: /hash algorithm|mismatched algorithms/i,
        because: () => `The repository uses SHA-256 object names, and \`state: git\` works with SHA-1 alone. To keep state elsewhere, ${useFile}.`,
    },
    {
        said: /' exists; cannot create|directory file conflict/i,
        because: ({ ref }, stderr) => `${refInTheWay(stderr)} is in the way of ${ref}: Git cannot have both. Rename it, or set \`state\` to \`git:NAME\`.`,
    },
    {
        said: /cannot lock ref|failed to update ref|failed to lock|\.lock': |not our ref/i,
        because: (attempted) => `The Git server could not lock the ref, because another push was under way or left its lock behind. ${again(attempted)} later.`,
        passes: true,
    },
    {
        said: /remote rejected|gh0\d\d|hook declined/i,
        because: () => 'The repository rejects the push. Let its ruleset or hook allow pushes to refs/conduit-webhooks/.',
    },
    {
        said: /is this a git repository|protocol error|dumb http|dav |unexpected (content|response)/i,
        because: (attempted) => `What answers at ${place(attempted)} is not a Git server. A login page or a proxy may answer in its place.`,
    },
    {
        said: /(could not|couldn't) (resolve|connect)|failed to connect|connection|unreachable|no route to host|empty reply|timed out/i,
        ...unreachable,
    },
    {
        said: /early eof|hung up|rpc failed|(recv|send) failure|transfer closed|disconnect|ssl|\btls|gnutls|name resolution/i,
        ...unreachable,
    },
    {
        said: /could not read from remote/i,
        because: reachable,
    },
    {
        said: /no space left|disk quota/i,
        because: () => 'A disk is full.',
    },
    {
        said: /^\s*$/,
        because: ({ doing }) => doing === 'read'
            ? 'Git did not say why.'
            : 'Git reported no error, but the ref is unchanged. Check that no ruleset, hook or app resets refs/conduit-webhooks/.',
    },
];
const causeOf = (stderr) => causes.find(({ said }) => said.test(stderr));
function passes(stderr) {
    return causeOf(stderr)?.passes === true;
}
function failureOf(attempted, stderr) {
    const cause = causeOf(stderr);
    const why = cause?.because(attempted, stderr);
    const said = saidBy(stderr);
    return new StateError([
        `The state (${attempted.ref}) could not be ${attempted.doing}.`,
        ...(why === undefined ? [] : [why]),
        ...(said === '' ? [] : [`Git: ${said}.`]),
    ].join(' '));
}
function oldVersion(said) {
    const [, number, major, minor] = /((\d{1,9})\.(\d{1,9})\S*)/.exec(said) ?? [];
    return Number(major) < 2 || (Number(major) === 2 && Number(minor) < 31) ? number : undefined;
}
function saidBy(stderr) {
    const lines = stderr
        .split(/[\r\n]+/)
        .map((line) => line.trim())
        .filter((line) => !/^(remote:|To .*|error: failed to push .*)?$/.test(line))
        .map((line) => (line.length > longestSaid ? `${line.slice(0, longestSaid)}…` : line));
    const kept = lines.length > 2 * linesAtAnEnd ? [...lines.slice(0, linesAtAnEnd), '…', ...lines.slice(-linesAtAnEnd)] : lines;
    return kept.join('; ').replace(/\.$/, '');
}

;// CONCATENATED MODULE: ./lib/state/remote.js


function publicRemote(remote) {
    const [whole = '', protocol = ''] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(remote) ?? [];
    const [authority = ''] = remote.slice(whole.length).split(/[/\\?#]/, 1);
    const path = remote.slice(whole.length + authority.length);
    const at = authority.lastIndexOf('@');
    const [userinfo, host] = [authority.slice(0, Math.max(0, at)), authority.slice(at + 1)];
    if (protocol === '') {
        if (/^[^@:]*:[^@]*@[^:]*:/.test(authority) || /^\w+::/.test(remote))
            throw unusable();
        return { remote, secrets: [] };
    }
    const [, port = ''] = host.replace(/^\[[^\]]*\]/, '').split(/:(.*)/s);
    if (path.includes('@') && !/^\d*$/.test(port))
        throw unusable();
    const user = /ssh/i.test(protocol) && userinfo !== '' ? `${userinfo.split(':', 1)[0]}@` : '';
    return { remote: `${whole}${user}${host}${path}`, secrets: (0,clients_url/* secretsIn */.VY)(userinfo) };
}
function unusable() {
    return new StateError('The remote "origin" of the checkout is not a URL that git can use for state. ' + 'Write it without credentials.');
}

;// CONCATENATED MODULE: ./lib/state/users-git.js






const ofRepository = [
    'GIT_ALTERNATE_OBJECT_DIRECTORIES',
    'GIT_COMMON_DIR',
    'GIT_CONFIG',
    'GIT_DIR',
    'GIT_GRAFT_FILE',
    'GIT_IMPLICIT_WORK_TREE',
    'GIT_INDEX_FILE',
    'GIT_NAMESPACE',
    'GIT_NO_REPLACE_OBJECTS',
    'GIT_OBJECT_DIRECTORY',
    'GIT_PREFIX',
    'GIT_QUARANTINE_PATH',
    'GIT_REPLACE_REF_BASE',
    'GIT_SHALLOW_FILE',
    'GIT_WORK_TREE',
];
const leading = /^((credential|http|protocol|ssh|url)\.|core\.(askpass|gitproxy|sshcommand)$|remote\.(?!.*\.(promisor|partialclonefilter)$))/s;
async function usersGitIn(workspace, name, env) {
    const given = { ...withoutRepository(env), LC_ALL: 'C' };
    const git = (...args) => runGit(args, { cwd: workspace, env: given, input: '', timeoutMs: fetchTimeoutMs });
    const top = await git('rev-parse', '--show-toplevel');
    if (top.code !== 0) {
        throw new StateError(`The state could not be read from the remote "${name}". Git: ${saidBy(top.stderr)}.`);
    }
    const listed = await git('config', '--list', '-z');
    const settings = listed.stdout.toString('utf8').split('\0').slice(0, -1).map(settingOf);
    const [, url] = settings.find(([key]) => key === `remote.${name}.url`) ?? [];
    if (url === undefined) {
        throw new StateError(`The state could not be read. This repository has no remote "${name}". \`git remote\` lists those that it has.`);
    }
    const folder = top.stdout.toString('utf8').replace(/\r?\n$/, '');
    const config = settings.filter(([key]) => leading.test(key)).map(configLines);
    return {
        usersGit: { remote: shownRemote(name, url), folder, config: config.join('') },
        secrets: settings.flat().flatMap(urlSecrets),
    };
}
function usersEnvironment(env, folder) {
    return {
        ...withoutRepository(env),
        LC_ALL: 'C',
        GIT_TERMINAL_PROMPT: '0',
        ...noConfiguration,
        GIT_CONFIG_PARAMETERS: '',
        ...onPrivate(folder),
    };
}
function settingOf(text) {
    const end = text.indexOf('\n');
    return end < 0 ? [text, 'true'] : [text.slice(0, end), text.slice(end + 1)];
}
function configLines([key, value]) {
    const [first, last] = [key.indexOf('.'), key.lastIndexOf('.')];
    const [section, name] = [key.slice(0, first), key.slice(last + 1)];
    const subsection = first === last ? undefined : key.slice(first + 1, last);
    const escaped = (text) => text.replace(/["\\]/g, '\\$&');
    const quoted = escaped(value).replaceAll('\n', '\\n');
    const header = subsection === undefined ? section : `${section} "${escaped(subsection)}"`;
    return `[${header}]\n\t${name} = "${quoted}"\n`;
}
function withoutRepository(env) {
    return Object.fromEntries(Object.entries(env).filter((one) => one[1] !== undefined && !ofRepository.includes(one[0])));
}
function shownRemote(name, url) {
    try {
        return `the remote "${name}", ${publicRemote(url).remote}`;
    }
    catch {
        return `the remote "${name}"`;
    }
}
function urlSecrets(text) {
    const [, authority = ''] = /:\/\/([^/]*)/.exec(text) ?? [];
    return (0,clients_url/* secretsIn */.VY)(authority.slice(0, Math.max(0, authority.lastIndexOf('@'))));
}

;// CONCATENATED MODULE: ./lib/state/git.js










const tries = { maxTries: 4, firstWaitMs: 1000 };
const pushTimeoutMs = 20_000;
const patienceMs = 5000;
const fileName = 'state.json';
function gitStore(options) {
    const { name, environment, remote, env, usersGit } = options;
    const ref = `refs/conduit-webhooks/${name}/${environment}`;
    const place = `git ref ${ref}${usersGit === undefined ? '' : ` of ${usersGit.remote}`}`;
    const nextRef = `refs/next/${environment}`;
    const refspec = `refs/next/*:refs/conduit-webhooks/${name}/*`;
    let folder;
    let given;
    function repository() {
        if (folder !== undefined)
            return folder;
        try {
            folder = (0,external_node_fs_.mkdtempSync)((0,external_node_path_.join)(options.temporaryFolder, 'conduit-webhooks-'));
            (0,external_node_fs_.mkdirSync)((0,external_node_path_.join)(folder, 'objects'));
            (0,external_node_fs_.mkdirSync)((0,external_node_path_.join)(folder, 'refs'));
            (0,external_node_fs_.writeFileSync)((0,external_node_path_.join)(folder, 'HEAD'), 'ref: refs/heads/none\n');
            if (usersGit !== undefined)
                (0,external_node_fs_.writeFileSync)((0,external_node_path_.join)(folder, 'config'), usersGit.config);
        }
        catch (error) {
            const { code } = error;
            throw new StateError(`No temporary git repository can be made in ${options.temporaryFolder} (${code}).`);
        }
        return folder;
    }
    async function environmentOf(folder) {
        if (usersGit === undefined) {
            const own = runnersEnvironment(env, options, folder);
            return { ...own, ...(await authorities(env, own, folder, remote)) };
        }
        const own = usersEnvironment(env, folder);
        if (!env.NODE_EXTRA_CA_CERTS)
            return own;
        const asked = { cwd: usersGit.folder, env: own, input: '', timeoutMs: fetchTimeoutMs };
        const { stdout } = await runGit(['ls-remote', '--get-url', '--', remote], asked);
        return { ...own, ...(await authorities(env, own, folder, stdout.toString('utf8').trim())) };
    }
    async function git(args, { input = '', timeoutMs = fetchTimeoutMs, variables = {} } = {}) {
        const cwd = usersGit?.folder ?? repository();
        given ??= environmentOf(repository());
        return runGit(args, { cwd, env: { ...(await given), ...variables }, input, timeoutMs });
    }
    const patiently = (once, hasFailed) => (0,retry/* tried */.J)(once, (result, backoff) => (hasFailed(result) && passes(result.stderr) ? backoff(tries) : undefined), {
        clock: options.clock,
        signal: options.expired,
    });
    const ask = (args, more) => patiently(() => git(args, more), ({ code }) => code !== 0);
    async function failure(doing, stderr) {
        const { writes } = options;
        const token = fateOf(options.token, remote);
        const asUser = usersGit !== undefined;
        const { stdout } = unauthorized.test(stderr) ? await git(['version']) : { stdout: '' };
        const version = stdout.toString();
        return failureOf({ doing, ref, remote, asUser, token, writes, version }, stderr);
    }
    const fetch = () => ask(['fetch', '--quiet', '--no-tags', '--depth=1', '--', remote, `+${ref}*:${ref}*`]);
    async function fetched() {
        const input = `${ref}\n${ref}:${fileName}\n`;
        const found = await git(['cat-file', '--batch-check=%(objectname) %(objectsize)'], { input });
        if (found.code !== 0)
            throw await failure('read', found.stderr);
        const [commit, document] = found.stdout.toString('utf8').split('\n').map(objectIn);
        if (commit === undefined)
            return undefined;
        if (document === undefined)
            throw new StateError(`The state ref ${ref} has no file ${fileName}.`);
        checkSize(document.size, place);
        const { code, stdout, stderr } = await git(['cat-file', 'blob', document.id]);
        if (code !== 0)
            throw await failure('read', stderr);
        return { text: stdout.toString('utf8'), revision: commit.id };
    }
    async function remoteRevision(doing) {
        const trace = (0,external_node_path_.join)(repository(), 'packets');
        const variables = { GIT_TRACE_PACKET: trace };
        const { code, stdout, stderr } = await ask(['ls-remote', '--', remote, ref], { variables });
        if (code !== 0)
            throw await failure(doing, stderr);
        if (!(0,external_node_fs_.existsSync)(trace))
            throw await failure(doing, 'protocol error: no packets');
        const lines = stdout.toString('utf8').split('\n');
        const line = lines.find((one) => one.endsWith(`\t${ref}`));
        return line?.split('\t')[0] ?? '';
    }
    async function commit(text, parent, message) {
        const body = [message, '', ...options.trailers, `Write: ${(0,external_node_crypto_.randomUUID)()}`].join('\n');
        const seconds = Math.floor(options.clock.now() / 1000);
        const imported = await git(['fast-import', '--quiet', '--force'], {
            input: importStream(nextRef, { text, parent, message: body, seconds }),
        });
        const id = imported.stdout.toString('utf8').trim();
        if (imported.code !== 0 || id === '')
            throw await failure('written', imported.stderr);
        return id;
    }
    async function isOnRemote() {
        const asked = ['push', '--dry-run', '--porcelain', '--no-verify', '--', remote, refspec];
        const { stdout } = await git(asked, { timeoutMs: pushTimeoutMs });
        return stdout
            .toString('utf8')
            .split('\n')
            .some((line) => line.startsWith(`=\t${nextRef}:${ref}\t`));
    }
    async function push(next, revision) {
        const lease = `--force-with-lease=${ref}:${revision}`;
        const args = ['push', '--quiet', '--no-verify', lease, '--', remote, refspec];
        const { code, stderr } = await git(args, { timeoutMs: pushTimeoutMs });
        const hasArrived = code === 0 && (await isOnRemote());
        return { now: hasArrived ? next : await remoteRevision('written'), stderr };
    }
    return {
        place,
        remembers: true,
        patienceMs,
        async read() {
            for (let count = 1;; count += 1) {
                const { code, stderr } = await fetch();
                const stored = code === 0 ? await fetched() : undefined;
                if (stored !== undefined)
                    return stored;
                if (count === 2 || passes(stderr))
                    throw await failure('read', stderr);
                if ((await remoteRevision('read')) === '')
                    return { revision: '' };
            }
        },
        async write(text, revision, message) {
            const next = await commit(text, revision, message);
            const { now, stderr } = await patiently(() => push(next, revision), (pushed) => pushed.now === revision);
            if (now === next)
                return { text, revision: next };
            if (now === revision)
                throw await failure('written', stderr);
            return 'moved';
        },
        close() {
            if (folder !== undefined)
                (0,external_node_fs_.rmSync)(folder, { recursive: true, force: true });
            folder = undefined;
            given = undefined;
        },
    };
}
async function originRemote(workspace, env) {
    const args = ['config', '--file', (0,external_node_path_.join)('.git', 'config'), '--get', 'remote.origin.url'];
    const { stdout } = await runGit(args, {
        cwd: workspace,
        env: isolated(env),
        input: '',
        timeoutMs: fetchTimeoutMs,
    });
    const origin = stdout.toString('utf8').trim();
    if (origin === '') {
        throw new StateError('The workspace is not a checkout with a remote "origin", so the state cannot be stored. Run actions/checkout first, or set `state` to `file:PATH`.');
    }
    return publicRemote(origin);
}
function importStream(branch, commit) {
    const { text, parent, message, seconds } = commit;
    const data = (content) => `data ${Buffer.byteLength(content)}\n${content}\n`;
    return [
        `commit ${branch}\nmark :1\n`,
        `committer github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com> ${seconds} +0000\n`,
        data(message),
        parent === '' ? '' : `from ${parent}\n`,
        `M 100644 inline ${fileName}\n`,
        data(text),
        'get-mark :1\ndone\n',
    ].join('');
}
function objectIn(line) {
    const [, id, size] = /^([0-9a-f]{40,64}) (\d+)$/.exec(line) ?? [];
    return id === undefined ? undefined : { id, size: Number(size) };
}

;// CONCATENATED MODULE: ./lib/state/none.js
const noStore = {
    place: 'nowhere',
    remembers: false,
    patienceMs: 0,
    read: async () => ({ revision: '' }),
    write: async (text) => ({ text, revision: '' }),
    close: () => undefined,
};

;// CONCATENATED MODULE: ./lib/state/open.js






async function openStore(choice, options) {
    switch (choice.kind) {
        case 'none':
            return noStore;
        case 'file':
            return fileStore(options.workspace, choice.path);
        case 'git': {
            const { name } = choice;
            if (options.env.NODE_DEBUG) {
                throw new StateError('Remove NODE_DEBUG. With it, Node.js can print the environment of Git, with the credentials.');
            }
            if (options.trust === 'user') {
                const { remote = 'origin' } = options;
                const { usersGit, secrets } = await usersGitIn(options.workspace, remote, options.env);
                secrets.forEach(options.mask);
                return gitStore({ ...options, name, remote, usersGit });
            }
            const { remote, secrets } = options.remote === undefined
                ? await originRemote(options.workspace, options.env)
                : { remote: options.remote, secrets: [] };
            secrets.forEach(options.mask);
            if (options.token !== '')
                options.mask(basicCredentials(options.token));
            return gitStore({ ...options, name, remote });
        }
    }
}

// EXTERNAL MODULE: ./lib/action/runner.js + 10 modules
var action_runner = __webpack_require__(8036);
;// CONCATENATED MODULE: ./lib/action/outputs.js


const jsonEveryMs = 1000;
function stepOutputs(runner, { elapsed }) {
    let jsonAt = Number.NEGATIVE_INFINITY;
    let begun = false;
    return {
        begin() {
            begun = true;
            try {
                runner.setOutputs({ ...jsonOutputs([]), ...deletionsOf([]) });
            }
            catch (error) {
                if (!(error instanceof action_runner/* OutputError */.u))
                    throw error;
                throw new action_runner/* OutputError */.u(`The step outputs cannot be written (${error.message}). Signing secrets would be lost.`);
            }
        },
        keep(news, all) {
            if (news.length === 0)
                return;
            set(ownOutputs(news), news);
            if (elapsed() - jsonAt < jsonEveryMs)
                return;
            jsonAt = elapsed();
            set(jsonOutputs(all()));
        },
        end(registration) {
            const { results, reminders, failures } = registration;
            const last = { ...ownOutputs(results), ...jsonOutputs(results), ...driftOf(registration) };
            try {
                set({ ...last, ...(begun && deletionsOf(reminders)) });
                return registration;
            }
            catch (error) {
                if (!(error instanceof action_runner/* OutputError */.u))
                    throw error;
                return { ...registration, failures: [...failures, error.message] };
            }
        },
    };
    function set(outputs, news = []) {
        try {
            runner.setOutputs(outputs);
        }
        catch (error) {
            if (!(error instanceof action_runner/* OutputError */.u))
                throw error;
            const lost = news.flatMap(({ name, secret }) => (secret === undefined ? [] : [name]));
            const what = lost.length === 0
                ? ''
                : ` The signing secret of ${lost.join(', ')} is missing from them. Copy the Key Secret from the Conduit Dashboard.`;
            throw new action_runner/* OutputError */.u(`The step outputs could not be written (${error.message}).${what}`);
        }
    }
}

// EXTERNAL MODULE: ./lib/report/log.js + 2 modules
var log = __webpack_require__(5684);
;// CONCATENATED MODULE: ./lib/report/verification.js


const settled = ['unchanged', 'adopted', 'to-adopt'];
function findingWord(finding) {
    switch (finding?.kind) {
        case 'verified':
            return 'verified';
        case 'drifted':
            return 'differs at Conduit';
        case 'missing':
            return 'not at Conduit';
        default:
            return '';
    }
}
function verificationTopics({ results, looked }, context) {
    if (looked === undefined)
        return [];
    if (looked === 'no-credentials') {
        return [
            {
                kind: 'notice',
                says: (0,prose/* say */.cv) `No webhook was read from Conduit, because ${(0,prose/* code */.aY)('verify')} needs ${(0,prose/* code */.aY)('api-key')} and
          ${(0,prose/* code */.aY)('api-secret')}.`,
            },
        ];
    }
    const findings = [...looked.findings.values()];
    const isNoneThere = findings.length > 1 && findings.every(({ kind }) => kind === 'missing');
    return results.flatMap((result) => findingTopics(result, isNoneThere, context));
}
function findingTopics(result, isNoneThere, context) {
    const { name, finding } = result;
    if (finding === undefined)
        return [];
    const webhook = { label: 'webhook', data: [(0,prose/* value */.Uq)(finding.id)] };
    switch (finding.kind) {
        case 'unread':
            return [
                {
                    kind: 'warning',
                    name,
                    says: (0,prose/* say */.cv) `Some webhooks could not be read from Conduit, so nothing is known about them.`,
                    facts: [webhook, { label: 'reason', data: [(0,prose/* value */.Uq)(finding.reason)] }],
                },
            ];
        case 'missing':
            return [isNoneThere ? noneThere(name, webhook, context) : missing(result, webhook)];
        case 'drifted':
            return [
                {
                    kind: 'warning',
                    name,
                    says: (0,prose/* say */.cv) `${prose/* subject */.bc}: Conduit has different values than the manifest.`,
                    facts: [...(0,topic/* differenceFacts */.f1)(finding.differences), webhook],
                    ...waysOut(result, (0,prose/* say */.cv) `Change ${(0,prose/* inNumber */.DM)('it', 'them')} back in the Conduit Dashboard. Or change the manifest to match, then
              answer the question of the next run with ${(0,prose/* code */.aY)('keep')}. Or`),
                    place: { field: finding.differences[0]?.field },
                },
                ...noSecretTopic(name, finding.noSecret, context),
            ];
        case 'verified':
            return noSecretTopic(name, finding.noSecret, context);
    }
}
function missing(result, webhook) {
    return {
        kind: 'warning',
        name: result.name,
        says: (0,prose/* say */.cv) `${prose/* subject */.bc}: Conduit does not have ${(0,prose/* inNumber */.DM)('this webhook', 'these webhooks')}.`,
        facts: [webhook],
        ...waysOut(result, (0,prose/* say */.cv) `If ${(0,prose/* inNumber */.DM)('it was', 'they were')} deleted,`),
        place: { field: undefined },
    };
}
function noneThere(name, webhook, { environment }) {
    return {
        kind: 'warning',
        name,
        says: (0,prose/* say */.cv) `Conduit has none of the registered webhooks. The credentials may belong to another
      environment or account.`,
        facts: [webhook],
        advice: (0,prose/* say */.cv) `Check that ${(0,prose/* code */.aY)('api-key')} and ${(0,prose/* code */.aY)('api-secret')} belong to the account that has the
      webhooks of ${environment}.`,
    };
}
function waysOut({ name, status, id }, lead) {
    if (!settled.includes(status) || id === undefined)
        return {};
    const choices = [(0,topic/* choice */.Yq)({ verb: 'replace', name, id }, topic/* toReplace */.i6)];
    return { advice: (0,topic/* addLine */.cG)(choices, lead), choices };
}
function noSecretTopic(name, why, { mode }) {
    if (why === undefined || mode === 'plan')
        return [];
    const secrets = (0,prose/* inNumber */.DM)('signing secret', 'signing secrets');
    const says = {
        absent: (0,prose/* say */.cv) `${prose/* subject */.bc}: Conduit did not return the ${secrets}.`,
        redacted: (0,prose/* say */.cv) `${prose/* subject */.bc}: Conduit returned the ${secrets} only in redacted form.`,
        unusable: (0,prose/* say */.cv) `${prose/* subject */.bc}: what Conduit returned as the ${secrets} cannot be ${(0,prose/* inNumber */.DM)('one', 'ones')},
      so the action ignored ${(0,prose/* inNumber */.DM)('it', 'them')}.`,
        shared: (0,prose/* say */.cv) `${prose/* subject */.bc}: Conduit returned the same signing secret for several webhooks, so the action ignored
      it.`,
    };
    const isOdd = why === 'unusable' || why === 'shared';
    return [
        {
            kind: isOdd ? 'warning' : 'next',
            name,
            says: says[why],
            advice: (0,prose/* say */.cv) `If you need ${(0,prose/* inNumber */.DM)('it', 'them')}, copy the Key Secret from the Conduit Dashboard.`,
        },
    ];
}

;// CONCATENATED MODULE: ./lib/report/rows.js






function rowsOf(plan, context) {
    const webhooks = new Map(plan.webhooks.map((one) => [one.declaration.name, one.declaration]));
    const words = new Map(plan.questions.flatMap((one) => (one.kind === 'state-mismatch' ? [] : [[one.name, questionWord(one)]])));
    const others = Object.entries(plan.next.webhooks).flatMap(([name, record]) => record?.current || record?.replaced.length ? name : []);
    function runOf({ name, status }) {
        if (status === 'to-create' || status === 'to-adopt')
            return [];
        const isNew = status === 'created' || status === 'not-stored';
        const id = isNew ? context.run.id : (plan.next.webhooks[name]?.current?.run.id ?? '');
        return id === '' ? [] : (0,prose/* say */.cv) `${(0,topic/* runLink */.ut)(id, context)}`;
    }
    return {
        nameWidth: [...webhooks.keys(), ...others].reduce((most, { length }) => Math.max(most, length), 0),
        rowOf(result) {
            const { name, status, id, replaced, finding } = result;
            const { mark, word } = meaningOf(status);
            const { body, patterns = [] } = webhooks.get(name) ?? {};
            const isAhead = status === 'to-create' || status === 'blocked';
            const old = isAhead ? id : replaced;
            return {
                mark,
                name,
                word: status === 'undecided' ? (words.get(name) ?? word) : word,
                id: isAhead ? undefined : id,
                tail: old === undefined ? findingWord(finding) : `replaces ${old}`,
                url: body === undefined ? '' : (0,webhook_body/* shownUrl */.zA)(body.url),
                patterns,
                run: runOf(result),
            };
        },
        rowOfReminder({ kind, name, id }) {
            const isPlan = context.mode === 'plan';
            const why = kind === 'removed' ? 'no longer in the manifest' : 'replaced';
            return {
                mark: '-',
                name,
                word: isPlan ? 'active' : 'to delete',
                id,
                tail: why,
            };
        },
    };
}

// EXTERNAL MODULE: ./lib/report/blocks.js
var blocks = __webpack_require__(642);
// EXTERNAL MODULE: ./lib/generated/api.js
var api = __webpack_require__(3609);
;// CONCATENATED MODULE: ./lib/report/errors.js




const credentialStatuses = [401, 403];
function errorTopic(error, context) {
    const kind = 'error';
    switch (error.kind) {
        case 'contradiction': {
            const lines = [...new Set(error.lines.map(({ decision }) => (0,manifest_decisions/* lineOf */.cA)(decision)))];
            return {
                kind,
                name: error.name,
                says: (0,prose/* say */.cv) `These decisions contradict each other. Remove one: ${(0,prose/* listed */.KE)(lines.map(prose/* value */.Uq))}.`,
                place: placeOf(error.lines),
            };
        }
        case 'gone-but-current': {
            const { line, name, id } = error;
            const choices = [(0,topic/* choice */.Yq)({ verb: 'replace', name, id }, topic/* toReplace */.i6)];
            return {
                kind,
                name,
                says: (0,prose/* say */.cv) `${(0,prose/* value */.Uq)((0,manifest_decisions/* lineOf */.cA)(line.decision))}: ${(0,prose/* value */.Uq)(name)} is still in the manifest and
          registered with this ID, so it cannot be marked as gone.`,
                advice: (0,topic/* addLine */.cG)(choices, (0,prose/* say */.cv) `Remove ${(0,prose/* value */.Uq)(name)} from the manifest, or instead of this decision`),
                choices,
                place: placeOf([line]),
            };
        }
        case 'id-taken':
            return {
                kind,
                name: error.name,
                says: (0,prose/* say */.cv) `${prose/* subject */.bc}: ${(0,prose/* code */.aY)('id')} ${(0,prose/* value */.Uq)(error.id)} already belongs to
          ${(0,prose/* value */.Uq)(error.owner)}.`,
                advice: (0,prose/* say */.cv) `A webhook can have only one name. Remove one of the two.`,
                place: { field: 'id' },
            };
        case 'secret-taken':
            return {
                kind,
                name: error.name,
                says: (0,prose/* say */.cv) `${prose/* subject */.bc}: the GitHub secret ${(0,prose/* value */.Uq)(error.secret)} already exists. The action
          overwrites only secrets that it wrote itself and that no webhook uses.`,
                advice: (0,prose/* say */.cv) `If nothing uses this secret, delete it in GitHub. Otherwise, choose another name in
          the manifest.`,
                place: { field: 'secret' },
            };
        case 'no-token': {
            const input = (0,prose/* code */.aY)('secrets-token');
            const why = error.why === 'missing'
                ? (0,prose/* say */.cv) `the input ${input} is empty`
                : (0,prose/* say */.cv) `the input ${input} is GITHUB_TOKEN, which can never write secrets`;
            return {
                kind,
                name: error.name,
                says: (0,prose/* say */.cv) `${prose/* subject */.bc}: the signing secret cannot be stored in
          ${(0,prose/* inNumber */.DM)('its GitHub secret', 'their GitHub secrets')}, because ${why}.`,
                facts: [{ label: 'GitHub secret', data: [(0,prose/* value */.Uq)(error.secret)] }],
                advice: (0,prose/* say */.cv) `Set ${input} to a GitHub App token or a fine-grained personal access token with
          "Secrets: Read and write" (for a GitHub environment, "Environments: Read and write").`,
                place: { field: 'secret' },
            };
        }
        case 'id-missing':
            return {
                kind,
                name: error.name,
                says: (0,prose/* say */.cv) `${prose/* subject */.bc}: Conduit does not have ${(0,prose/* inNumber */.DM)('the webhook', 'the webhooks')} of this
          ${(0,prose/* code */.aY)('id')}, so nothing was adopted.`,
                facts: [{ label: 'id in the manifest', data: [(0,prose/* value */.Uq)(error.id)] }],
                advice: (0,prose/* say */.cv) `Correct the ${(0,prose/* code */.aY)('id')}, or check that ${(0,prose/* code */.aY)('api-key')} and ${(0,prose/* code */.aY)('api-secret')}
          belong to Conduit's ${context.environment} environment. To create a new webhook, remove the
          ${(0,prose/* code */.aY)('id')}.`,
                place: { field: 'id' },
            };
        case 'read-denied': {
            const data = error.webhooks.map(({ name, id }) => (0,prose/* value */.Uq)(`${name} (${id})`));
            return {
                ...deniedWords(error.status, error.errors, (0,prose/* say */.cv) `read webhooks`, context),
                facts: [{ label: 'not read', data: (0,prose/* listed */.KE)(data) }],
            };
        }
        case 'second-manifest':
            return {
                kind,
                says: (0,prose/* say */.cv) `The ${context.environment} state belongs to ${(0,prose/* value */.Uq)(error.recorded)}, which is still in
          the repository and declares webhooks for ${context.environment}.`,
                advice: (0,prose/* say */.cv) `If this manifest replaces it, remove ${(0,prose/* value */.Uq)(error.recorded)}. If both are needed,
          give this one its own state: set ${context.words.state} to ${(0,prose/* code */.aY)('git:NAME')}, after you
          have declared the ${(0,prose/* code */.aY)('id')} of each webhook that exists already.`,
            };
        case 'outdated':
            return {
                kind,
                says: (0,prose/* say */.cv) `A newer run, ${(0,topic/* runLink */.ut)(error.run, context)}, has already updated the state. This run
          changed nothing.`,
                advice: (0,prose/* say */.cv) `Start a new workflow run. Re-running this one does not help.`,
            };
    }
}
function placeOf(lines) {
    const range = lines.find((line) => line.range !== undefined)?.range;
    return range && { range };
}
function requestTopics({ plan, results }, context) {
    const declarations = new Map(plan.webhooks.map((one) => [one.declaration.name, one.declaration]));
    const denied = results.filter(({ rejectedWith }) => credentialStatuses.includes(rejectedWith));
    const topics = results.flatMap((result) => [
        ...requestError(result, declarations.get(result.name), denied.length > 0),
        ...(result.warnings ?? []).map((warning) => ({
            kind: 'warning',
            name: result.name,
            says: (0,prose/* say */.cv) `${prose/* subject */.bc}: ${warningText(warning)}`,
            place: { field: undefined },
        })),
    ]);
    return denied.length === 0 ? topics : [deniedTopic(denied, results, context), ...topics];
}
function deniedTopic(denied, results, context) {
    const [first] = denied;
    const unsent = results.filter((one) => one.status === 'unsent');
    const names = (some) => (0,prose/* listed */.KE)(some.map(({ name }) => (0,prose/* value */.Uq)(name)));
    return {
        ...deniedWords(first?.rejectedWith, first?.errors, (0,prose/* say */.cv) `create webhooks`, context),
        facts: [
            { label: 'not created', data: names(denied) },
            ...(unsent.length === 0 ? [] : [{ label: 'not sent', data: names(unsent) }]),
        ],
    };
}
function deniedWords(status, errors, right, { environment }) {
    const details = (0,topic/* detailsOf */.cz)(errors);
    const said = details === undefined ? (0,prose/* say */.cv) `.` : (0,prose/* say */.cv) `: ${details}`;
    return {
        kind: 'error',
        says: status === 401 ? (0,prose/* say */.cv) `Conduit rejected the credentials (401)${said}` : (0,prose/* say */.cv) `Conduit denied access (403)${said}`,
        advice: status === 401
            ? (0,prose/* say */.cv) `Check that ${(0,prose/* code */.aY)('api-key')} and ${(0,prose/* code */.aY)('api-secret')} belong to Conduit's
            ${environment} environment.`
            : (0,prose/* say */.cv) `Check in the Conduit Dashboard that this API key may ${right} in ${environment}.`,
    };
}
function requestError({ name, status, rejectedWith, errors = [], reason = '' }, declaration, isDenied) {
    const place = { field: declaration && fieldOf(errors, declaration) };
    if (status === 'unsent' && !isDenied) {
        return [
            {
                kind: 'error',
                name,
                says: (0,prose/* say */.cv) `${prose/* subject */.bc}: no request was sent (${reason}).`,
                advice: (0,prose/* say */.cv) `Re-run the job to try again.`,
            },
        ];
    }
    if (status !== 'rejected' || credentialStatuses.includes(rejectedWith))
        return [];
    if (rejectedWith === 429) {
        return [
            {
                kind: 'error',
                name,
                says: (0,prose/* say */.cv) `${prose/* subject */.bc}: rate limited by Conduit (429) after several tries. Nothing was created.`,
                facts: (0,topic/* apiReplied */.wd)(errors),
                advice: (0,prose/* say */.cv) `Re-run later, or lower ${(0,prose/* code */.aY)('concurrency')}.`,
                place,
            },
        ];
    }
    const said = (0,topic/* detailsOf */.cz)(errors);
    return [
        {
            kind: 'error',
            name,
            says: (0,prose/* say */.cv) `${prose/* subject */.bc}: Conduit rejected the request (${rejectedWith ?? ''})${said === undefined ? ' and gave no reason.' : `: ${(0,prose/* ended */.v6)(said)}`} Nothing was created.`,
            place,
        },
    ];
}
function fieldOf(errors, { body }) {
    const said = errors.map(({ detail, code: name }) => `${detail} ${name}`.slice(0, 2000)).join(' ');
    const words = new Set(said.toLowerCase().match(/\w+/g));
    return api/* requestFields */.hH.find((field) => body[field] !== undefined && words.has(field.toLowerCase()));
}
function warningText(warning) {
    const copy = (0,prose/* say */.cv) `Copy the Key Secret from the Conduit Dashboard.`;
    switch (warning.kind) {
        case 'no-secret':
            return (0,prose/* say */.cv) `Conduit's reply contained no signing secret. ${copy}`;
        case 'unusable-secret':
            return (0,prose/* say */.cv) `the ${(0,prose/* code */.aY)('secret')} in Conduit's reply cannot be a signing secret, so the action
        ignored it. ${copy}`;
        case 'garbled-secret':
            return (0,prose/* say */.cv) `the signing secret in Conduit's reply is not UTF-8 text. ${copy}`;
        case 'odd-id':
            return (0,prose/* say */.cv) `the ID in Conduit's reply has an unexpected format.`;
        case 'breaks-spec':
            return (0,prose/* say */.cv) `Conduit's reply does not match the API description: ${(0,prose/* listed */.KE)(warning.fields.map(prose/* code */.aY))}.`;
        case 'another-webhook':
            return (0,prose/* say */.cv) `Conduit created it with different values for ${(0,prose/* listed */.KE)(warning.fields.map(prose/* code */.aY))}.
        Check it in the Conduit Dashboard.`;
    }
}

// EXTERNAL MODULE: ./lib/manifest/suggest.js
var suggest = __webpack_require__(315);
;// CONCATENATED MODULE: ./lib/report/judgements.js




const notReplacedStatuses = ['blocked', 'faulty', 'rejected', 'unsent'];
function judgementTopics(registration, context) {
    const { judgements } = registration.plan;
    const statusOf = new Map(registration.results.map(({ name, status }) => [name, status]));
    const past = judgements.filter(({ kind, line }) => kind === 'past' && line.range !== undefined);
    const idle = judgements.filter((one) => one.kind === 'no-effect' && one.why.kind === 'no-state');
    return [
        ...judgements.flatMap((judgement) => judgementTopic(judgement, statusOf, registration.recorded, context)),
        ...quiet(past, (which, count) => {
            const were = count === 1 ? 'decision was' : 'decisions were';
            return (0,prose/* say */.cv) `${count} ${were} applied by an earlier run and can stay: ${which}.`;
        }),
        ...quiet(idle, (which) => (0,prose/* say */.cv) `Decisions have no effect with ${(0,prose/* code */.aY)('state: none')}: ${which}.`),
    ];
}
function noAnswerFacts(judgements = []) {
    return judgements.flatMap((one) => one.kind === 'no-answer' ? [noAnswerText((0,manifest_decisions/* lineOf */.cA)(one.line.decision), one.why, one.question)] : []);
}
function noAnswerText(line, why, { options }) {
    if (options.length === 0)
        return (0,prose/* say */.cv) `${(0,prose/* value */.Uq)(line)} cannot be applied yet.`;
    switch (why.kind) {
        case 'code':
            return (0,prose/* say */.cv) `${(0,prose/* value */.Uq)(line)} does not answer this question: its code is now ${(0,prose/* value */.Uq)(why.code)}. The
        manifest or the webhook changed since, or the line is from another environment.`;
        case 'id':
            return (0,prose/* say */.cv) `${(0,prose/* value */.Uq)(line)} does not answer this question: the ID is ${(0,prose/* value */.Uq)(why.id)}.`;
        case 'verb':
            return (0,prose/* say */.cv) `${(0,prose/* value */.Uq)(line)} does not answer this question. Use one of the lines below.`;
        case 'environment':
            return (0,prose/* say */.cv) `${(0,prose/* value */.Uq)(line)} is under ${(0,prose/* code */.aY)(`environments.${why.environment}`)}. Move it to the place
        below.`;
        case 'secret-missing':
            return (0,prose/* say */.cv) `${(0,prose/* value */.Uq)(line)} does not count yet: GitHub has no secret ${(0,prose/* value */.Uq)(why.secret)}. Set it first.`;
    }
}
function judgementTopic(judgement, statusOf, recorded, { mode }) {
    const { line } = judgement;
    const { decision } = line;
    const shown = (0,prose/* value */.Uq)((0,manifest_decisions/* lineOf */.cA)(decision));
    const place = placeOf([line]);
    switch (judgement.kind) {
        case 'applied': {
            const status = statusOf.get(decision.name);
            const isDone = recorded && (decision.verb !== 'replace' || !notReplacedStatuses.includes(status));
            const says = mode === 'plan'
                ? (0,prose/* say */.cv) `The next register run applies:`
                : isDone
                    ? (0,prose/* say */.cv) `Applied:`
                    : (0,prose/* say */.cv) `Not applied in this run (see above):`;
            return [{ kind: isDone || mode === 'plan' ? 'decision' : 'quiet', says, facts: [[shown]] }];
        }
        case 'past': {
            if (line.range !== undefined)
                return [];
            const { current } = judgement;
            const now = current === undefined
                ? (0,prose/* say */.cv) `${(0,prose/* value */.Uq)(decision.name)} has no registered webhook now.`
                : (0,prose/* say */.cv) `The current ID of ${(0,prose/* value */.Uq)(decision.name)} is ${(0,prose/* value */.Uq)(current)}.`;
            return [
                {
                    kind: 'warning',
                    says: (0,prose/* say */.cv) `${shown} was applied by an earlier run and did nothing in this one. ${now}`,
                },
            ];
        }
        case 'no-effect':
            return judgement.why.kind === 'no-state'
                ? []
                : [{ kind: 'warning', says: noEffectText(shown, decision.name, judgement.why), place }];
        case 'no-answer':
            return [];
    }
}
function noEffectText(shown, name, why) {
    switch (why.kind) {
        case 'unknown-name':
            return (0,prose/* say */.cv) `${shown} has no effect: there is no webhook ${(0,prose/* value */.Uq)(name)}.${(0,suggest/* didYouMean */.a)(name, why.known)}`;
        case 'other-id':
            return why.current === undefined
                ? (0,prose/* say */.cv) `${shown} has no effect: ${(0,prose/* value */.Uq)(name)} has no registered webhook.`
                : (0,prose/* say */.cv) `${shown} has no effect: the current ID of ${(0,prose/* value */.Uq)(name)} is ${(0,prose/* value */.Uq)(why.current)}.`;
        case 'other-name':
            return (0,prose/* say */.cv) `${shown} has no effect: this is the ID of ${(0,prose/* value */.Uq)(why.name)}.`;
        case 'not-declared':
            return (0,prose/* say */.cv) `${shown} has no effect: ${(0,prose/* value */.Uq)(name)} is not in the manifest.`;
        case 'error-first':
            return (0,prose/* say */.cv) `${shown} was not applied: fix the error about ${(0,prose/* value */.Uq)(name)} first.`;
        case 'nothing-asked':
            return (0,prose/* say */.cv) `${shown} has no effect: no question about ${(0,prose/* value */.Uq)(name)} is open. Remove the line, or move it
        to the environment that asked for it.`;
        case 'no-state':
            return (0,prose/* say */.cv) `${shown} has no effect.`;
    }
}
function quiet(judgements, says) {
    const lines = [...new Set(judgements.map(({ line }) => (0,manifest_decisions/* lineOf */.cA)(line.decision)))];
    if (lines.length === 0)
        return [];
    return [{ kind: 'quiet', says: says((0,prose/* listed */.KE)(lines.map(prose/* value */.Uq)), lines.length) }];
}

;// CONCATENATED MODULE: ./lib/report/notes.js



function noteTopic(name, note, context) {
    const base = { kind: 'notice', name };
    switch (note.kind) {
        case 'inert-id':
            return {
                ...base,
                kind: 'warning',
                says: note.fate === 'replaced'
                    ? (0,prose/* say */.cv) `${prose/* subject */.bc}: this ${(0,prose/* code */.aY)('id')} was replaced earlier and has no effect. Remove it.`
                    : (0,prose/* say */.cv) `${prose/* subject */.bc}: this ${(0,prose/* code */.aY)('id')} is marked as gone and has no effect. Remove it.`,
                place: { field: 'id' },
            };
        case 'grown': {
            const choices = [(0,topic/* choice */.Yq)({ verb: 'replace', name, id: note.id }, topic/* toReplace */.i6)];
            return {
                ...base,
                says: (0,prose/* say */.cv) `${prose/* subject */.bc}: the event patterns now also match ${(0,prose/* listed */.KE)(note.events.map(prose/* value */.Uq))}, but the
          registered ${(0,prose/* inNumber */.DM)('webhook does', 'webhooks do')} not receive
          ${note.events.length === 1 ? 'it' : 'them'}.`,
                advice: (0,topic/* addLine */.cG)(choices, (0,prose/* say */.cv) `If you need ${note.events.length === 1 ? 'it' : 'them'},`),
                choices,
                place: { field: 'events' },
            };
        }
        case 'secret-written': {
            const { secret, at, keep } = note;
            const choices = [
                (0,topic/* choice */.Yq)(keep, (0,prose/* say */.cv) `If ${(0,prose/* inNumber */.DM)('it contains', 'they contain')} the Key Secret (this notice ends, and a new
            signing secret may overwrite ${topic/* itThem */.uR} later):`),
            ];
            return {
                ...base,
                says: (0,prose/* say */.cv) `${prose/* subject */.bc}: the GitHub secret was updated by someone else. The action assumes that it
          contains the signing secret.`,
                facts: [
                    { label: 'GitHub secret', data: [(0,prose/* value */.Uq)(secret)] },
                    { label: 'updated', data: [(0,prose/* dateText */.MK)(at)] },
                ],
                advice: (0,prose/* say */.cv) `If you are not sure, set it again to the Key Secret from the Conduit Dashboard.
          ${(0,topic/* addLine */.cG)(choices)}`,
                choices,
                place: { field: 'secret' },
            };
        }
        case 'secret-unseen':
            return {
                ...base,
                says: (0,prose/* say */.cv) `${prose/* subject */.bc}: the GitHub secret ${(0,prose/* value */.Uq)(note.secret)} was not checked, because
          ${context.words.unseen}. Registering needs ${(0,prose/* code */.aY)('secrets-token')}.`,
                place: { field: 'secret' },
            };
    }
}
function reminderTopic({ kind, name, id, isEnabled }, context) {
    const choices = [(0,topic/* choice */.Yq)({ verb: 'gone', name, id }, (0,prose/* say */.cv) `Once ${(0,prose/* inNumber */.DM)('it is', 'they are')} deleted:`)];
    const active = isEnabled ? (0,prose/* say */.cv) `still active at Conduit` : (0,prose/* say */.cv) `still registered at Conduit`;
    return {
        kind: 'deletion',
        name,
        says: kind === 'removed'
            ? (0,prose/* say */.cv) `${prose/* subject */.bc} ${(0,prose/* inNumber */.DM)('is', 'are')} no longer in the manifest for ${context.environment}
            but ${active}.`
            : (0,prose/* say */.cv) `${prose/* subject */.bc} ${(0,prose/* inNumber */.DM)('was', 'were')} replaced, but the old
            ${(0,prose/* inNumber */.DM)('webhook is', 'webhooks are')} ${active}: each event arrives twice until you
            delete ${topic/* itThem */.uR}.`,
        facts: [{ label: 'webhook', data: [(0,prose/* value */.Uq)(id)] }],
        advice: (0,topic/* addLine */.cG)(choices, (0,prose/* say */.cv) `Delete ${topic/* itThem */.uR} in the Conduit Dashboard, then`),
        choices,
    };
}
function removedTopic(name, { environment }) {
    return {
        kind: 'notice',
        name,
        says: (0,prose/* say */.cv) `${prose/* subject */.bc} ${(0,prose/* inNumber */.DM)('is', 'are')} no longer in the manifest for ${environment}.
      ${(0,prose/* inNumber */.DM)('It stays', 'They stay')} active at Conduit. After registering, the run reminds you to
      delete ${topic/* itThem */.uR}.`,
    };
}
function firstRunTopic({ isNew, webhooks, questions, errors }, { environment }) {
    const created = webhooks.filter(({ status }) => status === 'to-create').length;
    if (!isNew || created === 0 || questions.length + errors.length > 0)
        return [];
    return [
        {
            kind: 'notice',
            says: (0,prose/* say */.cv) `Nothing is recorded for ${environment} yet, so this creates
        ${(0,prose/* counted */.hS)(created, 'webhook')}. If Conduit already has one, declare its ${(0,prose/* code */.aY)('id')} first:
        otherwise it exists twice.`,
        },
    ];
}
function nextTopics({ plan, results, recorded, looked }, context) {
    if (context.mode === 'plan')
        return [];
    const declarations = new Map(plan.webhooks.map((one) => [one.declaration.name, one.declaration]));
    const created = results.filter(({ status }) => status === 'created');
    const adopted = results.filter(({ status }) => status === 'adopted');
    const isWord = typeof looked !== 'object' &&
        (adopted.length > 0 || (recorded && appliedIn(plan).some(({ verb }) => verb !== 'replace')));
    return [
        ...created.flatMap((result) => secretTopic(result, declarations.get(result.name)?.secret)),
        ...results.flatMap(({ name, id = '', secret }) => secret === undefined || typeof looked !== 'object' || looked.secrets.get(id) !== secret
            ? []
            : [
                {
                    kind: 'next',
                    name,
                    says: (0,prose/* say */.cv) `${prose/* subject */.bc}: Conduit returned the ${(0,prose/* inNumber */.DM)('signing secret, which is', 'signing secrets, which are')}
                in the outputs of this step for later steps of this job.`,
                },
            ]),
        ...adopted.flatMap(({ name, secret, finding }) => declarations.get(name)?.secret === undefined && secret === undefined && !isRead(finding)
            ? [
                {
                    kind: 'next',
                    name,
                    says: (0,prose/* say */.cv) `${prose/* subject */.bc}: the action does not have the signing
                ${(0,prose/* inNumber */.DM)('secret of an adopted webhook', 'secrets of adopted webhooks')}. Copy the Key
                Secret from the Conduit Dashboard.`,
                },
            ]
            : []),
        ...(plan.isNew && created.length > 0 ? firstReleaseTopics(created, context) : []),
        ...(isWord
            ? [
                {
                    kind: 'next',
                    says: (0,prose/* say */.cv) `Taken on your word: the action did not look at Conduit.`,
                },
            ]
            : []),
    ];
}
function isRead(finding) {
    return finding?.kind === 'verified' || finding?.kind === 'drifted';
}
function secretTopic({ name, secret }, stored) {
    if (secret === undefined)
        return [];
    const secrets = (0,prose/* say */.cv) `${prose/* subject */.bc}: ${(0,prose/* inNumber */.DM)('the signing secret is', 'the signing secrets are')}`;
    return stored === undefined
        ? [
            {
                kind: 'next',
                name,
                says: (0,prose/* say */.cv) `${secrets} in the outputs of this step, for later steps of this job alone. For other
            jobs, set ${(0,prose/* code */.aY)('secret')} in the manifest, or copy the Key Secret from the Conduit Dashboard.`,
            },
        ]
        : [
            {
                kind: 'next',
                name,
                says: (0,prose/* say */.cv) `${secrets} in ${(0,prose/* inNumber */.DM)('its GitHub secret', 'their GitHub secrets')}, and in the
            outputs of this step for later steps of this job.`,
                facts: [{ label: 'GitHub secret', data: [(0,prose/* value */.Uq)(stored)] }],
            },
        ];
}
function firstReleaseTopics(created, { environment }) {
    return [
        {
            kind: 'notice',
            says: (0,prose/* say */.cv) `This was the first run for ${environment}. If one of its webhooks already existed at Conduit, it
        now exists twice: delete the older one in the Conduit Dashboard.`,
        },
        ...created.flatMap(({ name, id }) => id === undefined
            ? []
            : [
                {
                    kind: 'next',
                    name,
                    says: (0,prose/* say */.cv) `With ${(0,prose/* inNumber */.DM)('its ID', 'their IDs')} in the manifest, a state that is lost creates
                nothing again.`,
                    choices: [
                        {
                            when: (0,prose/* say */.cv) `To guard against a lost state:`,
                            paste: { idOf: name, id },
                        },
                    ],
                    onlyInSummary: true,
                },
            ]),
    ];
}

// EXTERNAL MODULE: ./lib/report/page.js
var page = __webpack_require__(9147);
// EXTERNAL MODULE: ./lib/report/stops.js
var report_stops = __webpack_require__(7979);
;// CONCATENATED MODULE: ./lib/report/run-page.js













function pageOf(registration, context) {
    const { plan, results } = registration;
    const { environment, manifest } = context;
    const rows = rowsOf(plan, context);
    const reminders = unwanted(registration, context);
    return {
        ...page/* blankPage */.Q,
        ...headlineOf(registration, reminders, context),
        opening: context.mode === 'plan' ? openingBlocks(plan, context) : [],
        rows: results.map(rows.rowOf),
        deletions: reminders.map(rows.rowOfReminder),
        nameWidth: rows.nameWidth,
        blocks: (0,blocks/* blocksOf */.SH)(topicsOf(registration, context)),
        environment,
        manifest: {
            path: manifest.path,
            rangeOf: (name, field) => manifest.rangeOf(name, environment, field),
        },
    };
}
function openingBlocks(plan, context) {
    return (0,blocks/* blocksOf */.SH)(firstRunTopic(plan, context));
}
function topicsOf(registration, context) {
    const { plan, results, questions, reminders, failures, unchecked } = registration;
    const judgements = Map.groupBy(plan.judgements, (one) => (one.kind === 'no-answer' ? one.question : undefined));
    return [
        ...failures.map(report_stops/* failureTopic */.aK),
        ...plan.errors.map((error) => errorTopic(error, context)),
        ...requestTopics(registration, context),
        ...questions.map((question) => {
            const topic = questionWords(question, context);
            const facts = noAnswerFacts(judgements.get(question));
            return { ...topic, facts: [...(topic.facts ?? []), ...facts] };
        }),
        ...reminders.map((reminder) => reminderTopic(reminder, context)),
        ...(context.mode === 'plan' ? plan.removed.map((name) => removedTopic(name, context)) : []),
        ...results.flatMap(({ name, notes }) => notes.map((note) => noteTopic(name, note, context))),
        ...(unchecked === undefined
            ? []
            : [{ kind: 'notice', says: (0,prose/* say */.cv) `GitHub secrets were not checked: ${unchecked}` }]),
        ...verificationTopics(registration, context),
        ...judgementTopics(registration, context),
        ...nextTopics(registration, context),
    ];
}
function unwanted({ plan, reminders }, { mode }) {
    if (mode === 'register')
        return reminders;
    const declarations = plan.webhooks.map(({ declaration }) => declaration);
    return remindersOf(plan.next, declarations);
}
function headlineOf({ plan, results, questions, failures, looked }, reminders, { mode, environment, isCancelled, remembers }) {
    const cancelled = isCancelled ? ['Cancelled.'] : [];
    const drifted = results.filter(isDrifted).length;
    const isClear = results.length > 0 &&
        results.every(({ status }) => status === 'unchanged') &&
        drifted === 0 &&
        questions.length + plan.errors.length + failures.length + reminders.length === 0;
    const start = mode === 'plan' ? `Plan for ${environment}` : environment;
    if (isClear) {
        const all = ['The webhook is', 'Both webhooks are'][results.length - 1] ?? `All ${(0,prose/* counted */.hS)(results.length, 'webhook')} are`;
        return {
            title: `${start}: no changes`,
            remarks: [...cancelled, `${all} registered as declared.`],
            closing: [],
        };
    }
    const tally = new Map();
    for (const [status, { counted: word }] of counts) {
        const count = results.filter((one) => one.status === status).length;
        if (count > 0)
            tally.set(word, (tally.get(word) ?? 0) + count);
    }
    const done = [...tally].map(([word, count]) => `${(0,prose/* inThousands */.$n)(count)} ${word}`);
    const inProgress = questions.filter((one) => one.kind === 'unconfirmed' && one.inProgress).length;
    const open = questions.length - inProgress;
    const errors = plan.errors.length + failures.length;
    const gone = (kind, word) => {
        const count = reminders.filter((one) => one.kind === kind).length;
        return count === 0 ? [] : [`${(0,prose/* inThousands */.$n)(count)} ${word}`];
    };
    const parts = [
        ...(open > 0 ? [(0,prose/* counted */.hS)(open, 'question')] : []),
        ...(errors > 0 ? [(0,prose/* counted */.hS)(errors, 'error')] : []),
        ...(inProgress > 0 ? [`${(0,prose/* inThousands */.$n)(inProgress)} in progress in another run`] : []),
        ...done,
        ...(drifted > 0 ? [`${(0,prose/* inThousands */.$n)(drifted)} ${drifted === 1 ? 'differs' : 'differ'} at Conduit`] : []),
        ...(mode === 'plan'
            ? [...gone('removed', 'no longer in the manifest'), ...gone('replaced', 'replaced and still active')]
            : reminders.length > 0
                ? [`${(0,prose/* inThousands */.$n)(reminders.length)} to delete`]
                : []),
    ];
    return {
        title: `${start}: ${parts.join(', ') || 'no webhooks declared'}`,
        remarks: [...cancelled, ...remarksOf(results, open + errors + inProgress, mode, looked !== undefined)],
        closing: open === 0 || !remembers
            ? []
            : [
                `Until you answer, the action sends no requests for ${environment}.`,
                'To decide without a commit, use the input `decisions`.',
            ],
    };
}
const counts = Object.keys(statuses).flatMap((status) => {
    const { counted: word } = meaningOf(status);
    return word === undefined ? [] : [[status, { counted: word }]];
});
const sentStatuses = ['created', 'not-stored', 'unconfirmed', 'rejected', 'unsent'];
function remarksOf(results, stops, mode, verifies) {
    if (stops === 0)
        return [];
    if (mode === 'plan')
        return ['Registering would stop here, before any request.'];
    const isSilent = !results.some(({ status }) => sentStatuses.includes(status));
    return isSilent ? [(0,report_stops/* nothingSent */.MB)(verifies)] : [];
}

// EXTERNAL MODULE: ./lib/action/tell.js + 2 modules
var tell = __webpack_require__(5531);
;// CONCATENATED MODULE: ./lib/action/report.js






const actionWords = {
    state: (0,prose/* say */.cv) `the input ${(0,prose/* code */.aY)('state')}`,
    unseen: (0,prose/* say */.cv) `the input ${(0,prose/* code */.aY)('secrets-token')} is empty or cannot read it`,
};
function reportOn({ verifies, ...context }, cancelled, runner) {
    const ink = (0,tell/* inkOf */.g)(runner);
    const now = () => ({
        ...context,
        isCancelled: cancelled.aborted,
        words: actionWords,
    });
    let rows;
    return {
        begin(plan) {
            rows = rowsOf(plan, now());
            const { environment } = context;
            const opening = openingBlocks(plan, now());
            runner.print(opening.flatMap((block) => [...(0,log/* blockLines */.B4)(block, { environment }, ink), '']));
        },
        progress(result) {
            if (rows)
                runner.print([(0,log/* rowLine */.xQ)(rows.rowOf(result), rows.nameWidth, ink)]);
        },
        wait: (wait, ms) => runner.print([runner.safe((0,report_stops/* waitLine */.Aw)(wait, ms))]),
        result(registration) {
            const page = pageOf(registration, now());
            return (0,tell/* tell */.q)(page, runner, rows === undefined ? log/* logLines */.OG : log/* closingLines */.Po);
        },
        stopped(message) {
            runner.print(['']);
            (0,tell/* tell */.q)((0,report_stops/* stopPage */.E_)([message], context.environment, { isCancelled: cancelled.aborted, verifies }), runner);
        },
    };
}

;// CONCATENATED MODULE: ./lib/action/trace.js
function traced(what, target, { debug, elapsed }) {
    return new Proxy(target, {
        get(object, key) {
            const value = Reflect.get(object, key);
            if (typeof value !== 'function')
                return value;
            return (...given) => {
                const step = `${what}.${String(key)}`;
                const began = elapsed();
                const ended = (how) => debug(`${step}: ${how}, ${Math.round(elapsed() - began)} ms`);
                debug(`${step} begins`);
                try {
                    const result = Reflect.apply(value, object, given);
                    if (result instanceof Promise) {
                        result.then((one) => ended(endOf(one)), () => ended('failed'));
                    }
                    else
                        ended('done');
                    return result;
                }
                catch (error) {
                    ended('failed');
                    throw error;
                }
            };
        },
    });
}
function endOf(result) {
    const { kind } = Object(result);
    if (result === 'moved')
        return result;
    return typeof kind === 'string' ? kind : 'done';
}

;// CONCATENATED MODULE: ./lib/action/deploy.js













async function deploy(inputs, manifest, runner, env, interrupts, sent) {
    const { environment, mode, run } = inputs;
    runner.debug(`${mode} for ${environment}: API URL ${inputs.apiUrl}, state ${inputs.state.kind}`);
    const report = reportOn({
        mode,
        environment,
        manifest,
        run: { id: run.id, repositoryUrl: run.repository },
        remembers: inputs.state.kind !== 'none',
        verifies: inputs.verify,
    }, interrupts.cancelled, runner);
    const outputs = stepOutputs(runner, clients_clock/* systemClock */.ml);
    const declarations = manifest.declarationsFor(environment);
    let store;
    let secrets;
    try {
        if (mode === 'register')
            outputs.begin();
        const trace = { debug: runner.debug, elapsed: clients_clock/* systemClock */.ml.elapsed };
        const opened = await openStore(inputs.state, {
            workspace: inputs.workspace,
            trust: 'runner',
            ...(run.repository !== undefined && { remote: run.repository }),
            environment,
            token: inputs.githubToken,
            trailers: trailersOf(inputs, manifest),
            temporaryFolder: run.temporaryFolder,
            env,
            writes: mode === 'register',
            clock: clients_clock/* systemClock */.ml,
            expired: interrupts.expired,
            mask: runner.mask,
        });
        store = traced('state', opened, trace);
        const noToken = noTokenReason(inputs);
        const isNeeded = declarations.some(({ secret }) => secret !== undefined);
        secrets =
            isNeeded && noToken === undefined
                ? traced('GitHub secrets', await openSecrets(inputs, report, interrupts), trace)
                : undefined;
        const connect = () => connectTo(inputs, report, runner, interrupts);
        const target = {
            store,
            secrets,
            look: lookWith(connect, inputs, interrupts),
            context: {
                environment,
                manifest: manifest.repositoryPath,
                apiUrl: inputs.apiUrl,
                declarations,
                decisions: [...manifest.decisionsFor(environment), ...inputs.decisions],
                elsewhere: manifest.decisionsElsewhere(environment),
                onChange: inputs.onChange,
                secretsEnvironment: inputs.secretsEnvironment,
                remembers: store.remembers,
                at: new Date().toISOString(),
                run: { server: run.server, id: run.id, attempt: run.attempt, commit: run.commit },
            },
            isManifest: (path) => (0,manifest_manifest/* declaresFor */.Bu)((0,external_node_path_.dirname)((0,external_node_path_.resolve)(inputs.workspace, inputs.manifest)), path, environment),
        };
        const carriedOut = inputs.mode === 'plan'
            ? await foresee(target)
            : await registerAll(inputs, target, connect, noToken, report, runner, outputs, interrupts, sent);
        const registration = outputs.end(carriedOut);
        report.result(registration);
        if (interrupts.cancelled.aborted)
            return 130;
        return hasFailed(registration) ? 1 : 0;
    }
    catch (error) {
        if (!(error instanceof foreseen/* Foreseen */.G))
            throw error;
        report.stopped(error.message);
        return interrupts.cancelled.aborted ? 130 : 1;
    }
    finally {
        store?.close();
        secrets?.close();
    }
}
function noTokenReason({ secretsToken, githubToken }) {
    if (secretsToken === '')
        return 'missing';
    return secretsToken === githubToken ? 'github-token' : undefined;
}
async function openSecrets({ run, secretsToken, secretsEnvironment }, report, { expired }) {
    const { secretKeeper } = await Promise.all(/* import() */[__webpack_require__.e(985), __webpack_require__.e(839)]).then(__webpack_require__.bind(__webpack_require__, 1839));
    return secretKeeper({
        apiUrl: run.githubApiUrl,
        repository: run.repositoryName,
        token: secretsToken,
        expired,
        clock: clients_clock/* systemClock */.ml,
        onWait: (ms) => report.wait({ kind: 'github-limit' }, ms),
        ...(secretsEnvironment === undefined ? {} : { environment: secretsEnvironment }),
    });
}
async function connectTo(inputs, report, runner, { expired }) {
    const { createClient } = await Promise.all(/* import() */[__webpack_require__.e(985), __webpack_require__.e(767)]).then(__webpack_require__.bind(__webpack_require__, 4767));
    const trace = { debug: runner.debug, elapsed: clients_clock/* systemClock */.ml.elapsed };
    return (halted, deadline) => {
        const client = createClient({
            apiKey: inputs.apiKey,
            apiSecret: inputs.apiSecret,
            apiUrl: inputs.apiUrl,
            timeoutMs: inputs.timeoutSeconds * 1000,
            mask: runner.mask,
            holdsSecret: runner.holdsSecret,
            onWait: report.wait,
            cancelled: halted,
            deadline,
            expired,
            clock: clients_clock/* systemClock */.ml,
        });
        return traced('Conduit', client, trace);
    };
}
function lookWith(connect, { verify, apiKey, apiSecret, concurrency, timeoutSeconds }, { cancelled }) {
    if (!verify)
        return undefined;
    if (apiKey === '' || apiSecret === '')
        return 'no-credentials';
    return openLook(async () => {
        const client = await connect();
        return client(cancelled, (0,clients_clock/* deadlineIn */._5)(limits/* maxReadingMs */.vO + timeoutSeconds * 1000, clients_clock/* systemClock */.ml));
    }, concurrency);
}
async function registerAll(inputs, target, connect, noToken, report, runner, outputs, { cancelled, expired }, sent) {
    return await register({
        ...target,
        noToken,
        cancelled,
        expired,
        clock: clients_clock/* systemClock */.ml,
        concurrency: inputs.concurrency,
        timeoutMs: inputs.timeoutSeconds * 1000,
        randomId: () => (0,external_node_crypto_.randomBytes)(8).toString('hex'),
        connect,
        onSend(name) {
            runner.debug(`a request is sent for ${name}`);
            sent.set(name, undefined);
        },
        keep(news, all) {
            for (const { name, status, id } of news) {
                if (sent.has(name))
                    sent.set(name, status === 'created' ? `created ${id}` : status);
            }
            outputs.keep(news, all);
        },
        begin: report.begin,
        show: report.progress,
    });
}
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

/***/ 6018:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FQ: () => (/* binding */ leaves),
/* harmony export */   _5: () => (/* binding */ deadlineIn),
/* harmony export */   ml: () => (/* binding */ systemClock)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8500);

const systemClock = {
    now: Date.now,
    elapsed: () => performance.now(),
    sleep: (ms, signal) => (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(ms, undefined, { signal }).catch(() => undefined),
    random: Math.random,
};
function deadlineIn(ms, clock) {
    return { now: clock.now() + ms, elapsed: clock.elapsed() + ms };
}
function leaves(ms, deadline, clock) {
    return clock.now() + ms <= deadline.now && clock.elapsed() + ms <= deadline.elapsed;
}


/***/ }),

/***/ 1386:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GZ: () => (/* binding */ maxReplyBytes),
/* harmony export */   H6: () => (/* binding */ maxThrottledMs),
/* harmony export */   vO: () => (/* binding */ maxReadingMs)
/* harmony export */ });
const maxThrottledMs = 300_000;
const maxReadingMs = 600_000;
const maxReplyBytes = 1024 * 1024;


/***/ }),

/***/ 8006:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ tried),
/* harmony export */   V: () => (/* binding */ retryAfterMs)
/* harmony export */ });
async function tried(once, waitAfter, { clock, signal }) {
    for (let count = 1;; count += 1) {
        const result = await once();
        if (signal.aborted)
            return result;
        const ms = waitAfter(result, (tries) => backoff(tries, count, clock.random()));
        if (ms === undefined)
            return result;
        await clock.sleep(ms, signal);
    }
}
function backoff({ maxTries, firstWaitMs }, count, random) {
    return count >= maxTries ? undefined : firstWaitMs * 2 ** (count - 1) * (0.5 + random);
}
function retryAfterMs(headers, now) {
    const value = headers['retry-after']?.trim() ?? '';
    if (/^\d{1,9}$/.test(value))
        return Number(value) * 1000;
    const date = /^[A-Za-z]{3}/.test(value) ? Date.parse(value) : Number.NaN;
    return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}


/***/ }),

/***/ 8074:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ SecretsError)
/* harmony export */ });
/* harmony import */ var _safe_foreseen_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2772);

class SecretsError extends _safe_foreseen_js__WEBPACK_IMPORTED_MODULE_0__/* .Foreseen */ .G {
}


/***/ })

};
;