"use strict";
exports.id = 767;
exports.ids = [767];
exports.modules = {

/***/ 4767:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createClient: () => (/* binding */ createClient)
});

// EXTERNAL MODULE: ./lib/generated/api.js
var api = __webpack_require__(3609);
// EXTERNAL MODULE: ./lib/generated/product.js
var product = __webpack_require__(4434);
// EXTERNAL MODULE: ./lib/safe/id.js
var safe_id = __webpack_require__(9856);
// EXTERNAL MODULE: ./lib/clients/clock.js
var clients_clock = __webpack_require__(6018);
// EXTERNAL MODULE: ./lib/clients/connections.js
var clients_connections = __webpack_require__(1533);
// EXTERNAL MODULE: ./lib/clients/exchange.js
var exchange = __webpack_require__(4915);
// EXTERNAL MODULE: ./lib/clients/limits.js
var limits = __webpack_require__(1386);
// EXTERNAL MODULE: ./lib/safe/uri.js
var uri = __webpack_require__(8063);
;// CONCATENATED MODULE: ./lib/generated/reading-validator.js

const formats = { uri: uri/* isUri */.n };
const validateReadWebhook = validate21;
const schema6 = { "type": "object", "properties": { "url": { "type": "string", "format": "uri" }, "events": { "type": "array", "items": { "type": "string", "enum": ["counterparty.active", "counterparty.compliance_rejected", "counterparty.deleted", "counterparty.in_compliance_review", "customer.active", "customer.in_compliance_review", "customer.compliance_rejected", "customer.created", "customer.kyb_in_progress", "customer.kyb_expired", "customer.kyb_missing_information", "customer.account_onboarding_pending", "transaction.initializing", "transaction.created", "transaction.compliance_approved", "transaction.compliance_rejected", "transaction.completed", "transaction.awaiting_funds", "transaction.funds_received", "transaction.cancelled", "transaction.in_compliance_review", "transaction.awaiting_compliance_review", "transaction.processing_withdrawal", "transaction.withdrawal_processed", "transaction.processing_settlement", "transaction.settlement_processed", "transaction.processing_payment", "transaction.payment_processed"] }, "minItems": 1 }, "status": { "type": "string", "enum": ["enabled", "disabled"] }, "organizationId": { "type": "string", "pattern": "^client_[a-zA-Z0-9]{27}$" }, "id": { "type": "string", "pattern": "^whk_[a-zA-Z0-9]{27}$" }, "secret": { "type": "string" } }, "required": ["url", "events", "status", "id"] };
const formats0 = formats.uri;
const keyword1 = new Set(["counterparty.active", "counterparty.compliance_rejected", "counterparty.deleted", "counterparty.in_compliance_review", "customer.active", "customer.in_compliance_review", "customer.compliance_rejected", "customer.created", "customer.kyb_in_progress", "customer.kyb_expired", "customer.kyb_missing_information", "customer.account_onboarding_pending", "transaction.initializing", "transaction.created", "transaction.compliance_approved", "transaction.compliance_rejected", "transaction.completed", "transaction.awaiting_funds", "transaction.funds_received", "transaction.cancelled", "transaction.in_compliance_review", "transaction.awaiting_compliance_review", "transaction.processing_withdrawal", "transaction.withdrawal_processed", "transaction.processing_settlement", "transaction.settlement_processed", "transaction.processing_payment", "transaction.payment_processed"]);
const keyword2 = new Set(["enabled", "disabled"]);
const pattern0 = new RegExp("^client_[a-zA-Z0-9]{27}$", "u");
const pattern1 = new RegExp("^whk_[a-zA-Z0-9]{27}$", "u");
function validate21(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
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
    if (data.id === undefined) {
        const err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "id" } };
        if (vErrors === null) {
            vErrors = [err3];
        }
        else {
            vErrors.push(err3);
        }
        errors++;
    }
    if (data.url !== undefined) {
        let data0 = data.url;
        if (typeof data0 === "string") {
            if (!(formats0(data0))) {
                const err4 = { instancePath: instancePath + "/url", schemaPath: "#/properties/url/format", keyword: "format", params: { format: "uri" } };
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
            const err5 = { instancePath: instancePath + "/url", schemaPath: "#/properties/url/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err5];
            }
            else {
                vErrors.push(err5);
            }
            errors++;
        }
    }
    if (data.events !== undefined) {
        let data1 = data.events;
        if (Array.isArray(data1)) {
            if (data1.length < 1) {
                const err6 = { instancePath: instancePath + "/events", schemaPath: "#/properties/events/minItems", keyword: "minItems", params: { limit: 1 } };
                if (vErrors === null) {
                    vErrors = [err6];
                }
                else {
                    vErrors.push(err6);
                }
                errors++;
            }
            const len0 = data1.length;
            for (let i0 = 0; i0 < len0; i0++) {
                let data2 = data1[i0];
                if (typeof data2 !== "string") {
                    const err7 = { instancePath: instancePath + "/events/" + i0, schemaPath: "#/properties/events/items/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err7];
                    }
                    else {
                        vErrors.push(err7);
                    }
                    errors++;
                }
                if (!keyword1.has(data2)) {
                    const err8 = { instancePath: instancePath + "/events/" + i0, schemaPath: "#/properties/events/items/enum", keyword: "enum", params: {} };
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
            const err9 = { instancePath: instancePath + "/events", schemaPath: "#/properties/events/type", keyword: "type", params: { type: "array" } };
            if (vErrors === null) {
                vErrors = [err9];
            }
            else {
                vErrors.push(err9);
            }
            errors++;
        }
    }
    if (data.status !== undefined) {
        let data3 = data.status;
        if (typeof data3 !== "string") {
            const err10 = { instancePath: instancePath + "/status", schemaPath: "#/properties/status/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err10];
            }
            else {
                vErrors.push(err10);
            }
            errors++;
        }
        if (!keyword2.has(data3)) {
            const err11 = { instancePath: instancePath + "/status", schemaPath: "#/properties/status/enum", keyword: "enum", params: {} };
            if (vErrors === null) {
                vErrors = [err11];
            }
            else {
                vErrors.push(err11);
            }
            errors++;
        }
    }
    if (data.organizationId !== undefined) {
        let data4 = data.organizationId;
        if (typeof data4 === "string") {
            if (!pattern0.test(data4)) {
                const err12 = { instancePath: instancePath + "/organizationId", schemaPath: "#/properties/organizationId/pattern", keyword: "pattern", params: { pattern: "^client_[a-zA-Z0-9]{27}$" } };
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
            const err13 = { instancePath: instancePath + "/organizationId", schemaPath: "#/properties/organizationId/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err13];
            }
            else {
                vErrors.push(err13);
            }
            errors++;
        }
    }
    if (data.id !== undefined) {
        let data5 = data.id;
        if (typeof data5 === "string") {
            if (!pattern1.test(data5)) {
                const err14 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/pattern", keyword: "pattern", params: { pattern: "^whk_[a-zA-Z0-9]{27}$" } };
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
            const err15 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err15];
            }
            else {
                vErrors.push(err15);
            }
            errors++;
        }
    }
    if (data.secret !== undefined) {
        if (typeof data.secret !== "string") {
            const err16 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/type", keyword: "type", params: { type: "string" } };
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
    const err17 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err17];
    }
    else {
        vErrors.push(err17);
    }
    errors++;
} validate21.errors = vErrors; return errors === 0; }

// EXTERNAL MODULE: ./lib/clients/parse-object.js
var parse_object = __webpack_require__(2059);
;// CONCATENATED MODULE: ./lib/generated/reply-validator.js

const reply_validator_formats = { uri: uri/* isUri */.n };
const validateCreatedWebhook = reply_validator_validate21;
const reply_validator_schema6 = { "required": ["url", "events", "status", "id"], "type": "object", "properties": { "url": { "type": "string", "format": "uri" }, "events": { "type": "array", "items": { "type": "string", "enum": ["counterparty.active", "counterparty.compliance_rejected", "counterparty.deleted", "counterparty.in_compliance_review", "customer.active", "customer.in_compliance_review", "customer.compliance_rejected", "customer.created", "customer.kyb_in_progress", "customer.kyb_expired", "customer.kyb_missing_information", "customer.account_onboarding_pending", "transaction.initializing", "transaction.created", "transaction.compliance_approved", "transaction.compliance_rejected", "transaction.completed", "transaction.awaiting_funds", "transaction.funds_received", "transaction.cancelled", "transaction.in_compliance_review", "transaction.awaiting_compliance_review", "transaction.processing_withdrawal", "transaction.withdrawal_processed", "transaction.processing_settlement", "transaction.settlement_processed", "transaction.processing_payment", "transaction.payment_processed"] }, "minItems": 1 }, "status": { "type": "string", "enum": ["enabled", "disabled"] }, "organizationId": { "type": "string", "pattern": "^client_[a-zA-Z0-9]{27}$" }, "id": { "type": "string", "pattern": "^whk_[a-zA-Z0-9]{27}$" }, "secret": { "type": "string" } } };
const reply_validator_formats0 = reply_validator_formats.uri;
const reply_validator_keyword1 = new Set(["counterparty.active", "counterparty.compliance_rejected", "counterparty.deleted", "counterparty.in_compliance_review", "customer.active", "customer.in_compliance_review", "customer.compliance_rejected", "customer.created", "customer.kyb_in_progress", "customer.kyb_expired", "customer.kyb_missing_information", "customer.account_onboarding_pending", "transaction.initializing", "transaction.created", "transaction.compliance_approved", "transaction.compliance_rejected", "transaction.completed", "transaction.awaiting_funds", "transaction.funds_received", "transaction.cancelled", "transaction.in_compliance_review", "transaction.awaiting_compliance_review", "transaction.processing_withdrawal", "transaction.withdrawal_processed", "transaction.processing_settlement", "transaction.settlement_processed", "transaction.processing_payment", "transaction.payment_processed"]);
const reply_validator_keyword2 = new Set(["enabled", "disabled"]);
const reply_validator_pattern0 = new RegExp("^client_[a-zA-Z0-9]{27}$", "u");
const reply_validator_pattern1 = new RegExp("^whk_[a-zA-Z0-9]{27}$", "u");
function reply_validator_validate21(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (data && typeof data == "object" && !Array.isArray(data)) {
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
    if (data.id === undefined) {
        const err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "id" } };
        if (vErrors === null) {
            vErrors = [err3];
        }
        else {
            vErrors.push(err3);
        }
        errors++;
    }
    if (data.url !== undefined) {
        let data0 = data.url;
        if (typeof data0 === "string") {
            if (!(reply_validator_formats0(data0))) {
                const err4 = { instancePath: instancePath + "/url", schemaPath: "#/properties/url/format", keyword: "format", params: { format: "uri" } };
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
            const err5 = { instancePath: instancePath + "/url", schemaPath: "#/properties/url/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err5];
            }
            else {
                vErrors.push(err5);
            }
            errors++;
        }
    }
    if (data.events !== undefined) {
        let data1 = data.events;
        if (Array.isArray(data1)) {
            if (data1.length < 1) {
                const err6 = { instancePath: instancePath + "/events", schemaPath: "#/properties/events/minItems", keyword: "minItems", params: { limit: 1 } };
                if (vErrors === null) {
                    vErrors = [err6];
                }
                else {
                    vErrors.push(err6);
                }
                errors++;
            }
            const len0 = data1.length;
            for (let i0 = 0; i0 < len0; i0++) {
                let data2 = data1[i0];
                if (typeof data2 !== "string") {
                    const err7 = { instancePath: instancePath + "/events/" + i0, schemaPath: "#/properties/events/items/type", keyword: "type", params: { type: "string" } };
                    if (vErrors === null) {
                        vErrors = [err7];
                    }
                    else {
                        vErrors.push(err7);
                    }
                    errors++;
                }
                if (!reply_validator_keyword1.has(data2)) {
                    const err8 = { instancePath: instancePath + "/events/" + i0, schemaPath: "#/properties/events/items/enum", keyword: "enum", params: {} };
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
            const err9 = { instancePath: instancePath + "/events", schemaPath: "#/properties/events/type", keyword: "type", params: { type: "array" } };
            if (vErrors === null) {
                vErrors = [err9];
            }
            else {
                vErrors.push(err9);
            }
            errors++;
        }
    }
    if (data.status !== undefined) {
        let data3 = data.status;
        if (typeof data3 !== "string") {
            const err10 = { instancePath: instancePath + "/status", schemaPath: "#/properties/status/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err10];
            }
            else {
                vErrors.push(err10);
            }
            errors++;
        }
        if (!reply_validator_keyword2.has(data3)) {
            const err11 = { instancePath: instancePath + "/status", schemaPath: "#/properties/status/enum", keyword: "enum", params: {} };
            if (vErrors === null) {
                vErrors = [err11];
            }
            else {
                vErrors.push(err11);
            }
            errors++;
        }
    }
    if (data.organizationId !== undefined) {
        let data4 = data.organizationId;
        if (typeof data4 === "string") {
            if (!reply_validator_pattern0.test(data4)) {
                const err12 = { instancePath: instancePath + "/organizationId", schemaPath: "#/properties/organizationId/pattern", keyword: "pattern", params: { pattern: "^client_[a-zA-Z0-9]{27}$" } };
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
            const err13 = { instancePath: instancePath + "/organizationId", schemaPath: "#/properties/organizationId/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err13];
            }
            else {
                vErrors.push(err13);
            }
            errors++;
        }
    }
    if (data.id !== undefined) {
        let data5 = data.id;
        if (typeof data5 === "string") {
            if (!reply_validator_pattern1.test(data5)) {
                const err14 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/pattern", keyword: "pattern", params: { pattern: "^whk_[a-zA-Z0-9]{27}$" } };
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
            const err15 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" } };
            if (vErrors === null) {
                vErrors = [err15];
            }
            else {
                vErrors.push(err15);
            }
            errors++;
        }
    }
    if (data.secret !== undefined) {
        if (typeof data.secret !== "string") {
            const err16 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/type", keyword: "type", params: { type: "string" } };
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
    const err17 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
        vErrors = [err17];
    }
    else {
        vErrors.push(err17);
    }
    errors++;
} reply_validator_validate21.errors = vErrors; return errors === 0; }

// EXTERNAL MODULE: ./lib/webhook/body.js
var body = __webpack_require__(921);
;// CONCATENATED MODULE: ./lib/clients/reply.js





const rejections = [400, 401, 403, 415, 429];
const notThere = ', so the API URL may be wrong';
const longestSecret = 512;
const shortestSecretLine = 8;
const longestErrorText = 2000;
function secretOf(exchange, isCredential) {
    if (exchange.kind !== 'reply')
        return undefined;
    const secret = (0,parse_object/* parseObject */.l)(exchange.body ?? exchange.part ?? '')?.secret;
    return typeof secret === 'string' && canBeSecret(secret) && !isCredential(secret) ? secret.toWellFormed() : undefined;
}
function canBeSecret(text) {
    const lines = text.split(/[\r\n]/).filter((line) => line !== '');
    return (text.length <= longestSecret &&
        lines.length > 0 &&
        /[^*•….\s]/.test(text) &&
        lines.every((line) => line.trim().length >= shortestSecretLine));
}
function outcomeOf(exchange, sent, secret, holdsSecret) {
    if (exchange.kind === 'unsent')
        return exchange;
    if (exchange.kind === 'no-reply')
        return { kind: 'unconfirmed', reason: exchange.reason };
    const { status, body, part, reason } = exchange;
    if (rejections.includes(status)) {
        return { kind: 'rejected', status, errors: apiErrors(body) };
    }
    if (status >= 300 && status < 400) {
        return {
            kind: 'unconfirmed',
            reason: `Conduit replied with a redirect (${status}), which the action does not follow`,
        };
    }
    if (status !== 201) {
        const isNotFound = status === 404;
        return {
            ...unconfirmedBy(`the reply had status ${status}${isNotFound ? notThere : ''}`, secret),
            ...(isNotFound && { isNotFound }),
            errors: apiErrors(body),
        };
    }
    const isUsable = (id) => typeof id === 'string' && safe_id/* plainId */.Sd.test(id) && !holdsSecret(id);
    if (body === undefined) {
        const id = (0,parse_object/* parseObject */.l)(part ?? '')?.id;
        const named = isUsable(id) ? ` and named the ID ${id}` : '';
        return unconfirmedBy(`the reply had status 201${named}, but ${reason}`, secret);
    }
    const reply = (0,parse_object/* parseObject */.l)(body);
    if (reply === undefined) {
        const what = body.trim() === '' ? 'no body' : 'a body that is not a JSON object';
        return unconfirmedBy(`the reply had status 201 and ${what}`);
    }
    const { id } = reply;
    if (!isUsable(id))
        return unconfirmedBy('the reply had status 201 and no usable ID', secret);
    const warnings = [...secretWarnings(reply, secret), ...departureWarnings(reply, id, sent)];
    return { kind: 'created', id, ...(secret === undefined ? {} : { secret }), warnings };
}
function unconfirmedBy(reason, secret) {
    return secret === undefined
        ? { kind: 'unconfirmed', reason }
        : {
            kind: 'unconfirmed',
            reason: `${reason}; its signing secret is in the outputs of that run`,
            secret,
        };
}
function secretWarnings(reply, secret) {
    if (secret !== undefined)
        return secret.includes('\ufffd') ? [{ kind: 'garbled-secret' }] : [];
    const isAbsent = [undefined, null, ''].includes(reply.secret);
    return [{ kind: isAbsent ? 'no-secret' : 'unusable-secret' }];
}
function departureWarnings(reply, id, sent) {
    const broken = oddFields(validateCreatedWebhook, reply);
    const other = (0,body/* departures */.wr)(sent, reply).filter((field) => !broken.includes(field));
    return [
        ...(api/* webhookIdPattern */.Vx.test(id) ? [] : [{ kind: 'odd-id' }]),
        ...(broken.length === 0 ? [] : [{ kind: 'breaks-spec', fields: broken }]),
        ...(other.length === 0 ? [] : [{ kind: 'another-webhook', fields: other }]),
    ];
}
function oddFields(isValid, reply) {
    const errors = isValid(reply) ? [] : (isValid.errors ?? []);
    const odd = errors
        .map(({ instancePath, params }) => String(params.missingProperty ?? instancePath.split('/')[1]))
        .filter((field) => field !== 'id' && field !== 'secret');
    return [...new Set(odd)];
}
function apiErrors(body) {
    const errors = (0,parse_object/* parseObject */.l)(body ?? '')?.errors;
    if (!Array.isArray(errors))
        return [];
    return errors.slice(0, 5).flatMap((error) => {
        const { detail, code } = (error ?? {});
        return typeof detail === 'string' || typeof code === 'string'
            ? [{ detail: textIn(detail), code: textIn(code) }]
            : [];
    });
}
function textIn(value) {
    if (typeof value !== 'string' && typeof value !== 'number')
        return '';
    return Buffer.from(String(value).slice(0, longestErrorText)).toString();
}

;// CONCATENATED MODULE: ./lib/clients/reading.js




const redaction = /[*•…]/;
function secretRead(exchange, isCredential) {
    return secretOf(exchange, (text) => isCredential(text) || api/* webhookIdPattern */.Vx.test(text));
}
function readingOf(exchange, id, secret) {
    if (exchange.kind !== 'reply')
        return unread(exchange.reason);
    const { status, body, reason } = exchange;
    if (status === 401 || status === 403)
        return { kind: 'denied', status, errors: apiErrors(body) };
    if (status === 404) {
        return apiErrors(body).length > 0
            ? { kind: 'missing' }
            : unread('the reply had status 404 without an error of the API, so the API URL may be wrong');
    }
    if (status >= 300 && status < 400) {
        return unread(`the reply was a redirect (${status}), which is never followed`);
    }
    if (status !== 200)
        return unread(`the reply had status ${status}`);
    if (body === undefined)
        return unread(reason ?? 'the reply was incomplete');
    const reply = (0,parse_object/* parseObject */.l)(body);
    if (reply === undefined)
        return unread('the body of the reply is not a JSON object');
    if (reply.id !== id)
        return unread('the reply was about another webhook');
    const odd = oddFields(validateReadWebhook, reply);
    if (odd.length > 0) {
        return unread(`the reply does not match the API description: ${odd.slice(0, 5).join(', ')}`);
    }
    const fields = api/* requestFields */.hH.flatMap((field) => (reply[field] === undefined ? [] : [[field, reply[field]]]));
    const webhook = Object.fromEntries(fields);
    return { kind: 'found', webhook, secret: judged(reply.secret, secret, id) };
}
function judged(raw, secret, id) {
    if (raw === undefined || raw === null || raw === '')
        return 'absent';
    if (typeof raw === 'string' && redaction.test(raw))
        return 'redacted';
    const isUsable = secret !== undefined && !secret.includes('\ufffd') && !secret.includes(id);
    return isUsable ? { value: secret } : 'unusable';
}
function unread(reason) {
    return { kind: 'unread', reason };
}

// EXTERNAL MODULE: ./lib/clients/retry.js
var retry = __webpack_require__(8006);
;// CONCATENATED MODULE: ./lib/clients/conduit.js










const unsentTries = { maxTries: 5, firstWaitMs: 500 };
const throttledTries = { maxTries: 5, firstWaitMs: 500 };
const readingTries = { maxTries: 3, firstWaitMs: 500 };
const keptConnections = 16;
const shortestThrottleMs = 100;
function createClient(options) {
    const { clock, cancelled } = options;
    const url = new URL(`${options.apiUrl}${api/* webhooksPath */.We}`);
    let pausedUntil = 0;
    let throttledMs = 0;
    let isSilent = false;
    const connections = (0,clients_connections/* connectionsTo */.L)(url, 0);
    const forReading = (0,clients_connections/* connectionsTo */.L)(url, keptConnections);
    const isCredential = (text) => text.includes(options.apiKey) || text.includes(options.apiSecret);
    function objection() {
        if (cancelled.aborted)
            return String(cancelled.reason);
        const isInTime = (0,clients_clock/* leaves */.FQ)(options.timeoutMs, options.deadline, clock);
        return isInTime ? undefined : 'not enough time left in this run';
    }
    async function sendOnce(request, onSend) {
        while (pausedUntil > clock.elapsed() && !cancelled.aborted) {
            await clock.sleep(pausedUntil - clock.elapsed(), cancelled);
        }
        const reason = objection();
        if (reason !== undefined)
            return { kind: 'unsent', reason };
        return await (0,exchange/* exchange */.c)({
            ...request,
            headers: {
                [api/* credentialHeaders */.w0.key]: options.apiKey,
                [api/* credentialHeaders */.w0.secret]: options.apiSecret,
                ...(request.body !== undefined && { 'Content-Type': 'application/json' }),
                Accept: 'application/json',
                'User-Agent': `conduit-webhooks-action/${product/* productVersion */.U}`,
            },
            timeoutMs: options.timeoutMs,
            maxBytes: limits/* maxReplyBytes */.GZ,
            signal: options.expired,
            objection() {
                const reason = objection();
                if (reason === undefined)
                    onSend?.();
                return reason;
            },
        });
    }
    function triedOnce(answer, result, mayRepeat) {
        const isThrottled = answer.kind === 'reply' && answer.status === 429;
        const isRepeatable = isThrottled || (mayRepeat && objection() === undefined);
        const retryAfter = isThrottled ? (0,retry/* retryAfterMs */.V)(answer.headers, clock.now()) : undefined;
        return { result, isRepeatable, isThrottled, retryAfter };
    }
    async function send(body, onSend) {
        const request = { method: 'POST', url, body: JSON.stringify(body), connections };
        const answer = await sendOnce(request, onSend);
        const secret = secretOf(answer, isCredential);
        if (secret !== undefined)
            options.mask(secret);
        const outcome = outcomeOf(answer, body, secret, options.holdsSecret);
        return triedOnce(answer, outcome, answer.kind === 'unsent');
    }
    async function get(id, url) {
        const answer = await sendOnce({ method: 'GET', url, connections: forReading });
        const secret = secretRead(answer, isCredential);
        if (secret !== undefined)
            options.mask(secret);
        const isLost = answer.kind !== 'reply' || answer.body === undefined || answer.status >= 500;
        return triedOnce(answer, readingOf(answer, id, secret), isLost);
    }
    function waitAfter({ result, isRepeatable, isThrottled, retryAfter }, backoff) {
        if (!isRepeatable)
            return undefined;
        if (!isThrottled) {
            const isReading = result.kind === 'unread';
            if (isReading && isSilent)
                return undefined;
            const ms = backoff(isReading ? readingTries : unsentTries);
            if (isReading && ms === undefined)
                isSilent = true;
            const isTold = result.kind === 'unread' || result.kind === 'unsent';
            if (isTold && ms !== undefined) {
                options.onWait({ kind: result.kind, reason: result.reason }, ms);
            }
            return ms;
        }
        const own = backoff(throttledTries);
        if (own === undefined)
            return undefined;
        const ms = Math.max(retryAfter ?? own, shortestThrottleMs);
        const until = clock.elapsed() + ms;
        if (until > pausedUntil) {
            throttledMs += until - Math.max(pausedUntil, clock.elapsed());
            if (throttledMs > limits/* maxThrottledMs */.H6)
                return undefined;
            pausedUntil = until;
        }
        options.onWait({ kind: 'throttled' }, ms);
        return ms;
    }
    return {
        async create(body, onSend) {
            const sent = await (0,retry/* tried */.J)(() => send(body, onSend), waitAfter, { clock, signal: cancelled });
            return sent.result;
        },
        async read(id) {
            if (api/* webhookPath */.D$ === undefined || !safe_id/* plainId */.Sd.test(id)) {
                return { kind: 'unread', reason: 'its ID cannot be part of a path' };
            }
            const one = new URL(`${options.apiUrl}${api/* webhookPath */.D$.replace('{id}', id)}`);
            const { result } = await (0,retry/* tried */.J)(() => get(id, one), waitAfter, { clock, signal: cancelled });
            return result;
        },
        close() {
            connections.close();
            forReading.close();
        },
    };
}


/***/ }),

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