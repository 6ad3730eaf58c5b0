// Watches a plant's alarms with nothing but the standard's services and prints what it saw as JSON.
// node alarms.js URL USER PASSWORD FOLDER ALARM: an alarm of the furnace that comes within ten simulated seconds.
const opcua = require("node-opcua");
const {
    AttributeIds, BrowseDirection, ClientMonitoredItem, DataType, MessageSecurityMode, NodeClass, SecurityPolicy,
    TimestampsToReturn, UserTokenType,
} = opcua;

const [url, userName, password, folder, alarm] = process.argv.slice(2);
const NAMESPACE = "urn:smartlab:plant";
const FIELDS = [
    "EventId", "EventType", "SourceNode", "SourceName", "Time", "Message", "Severity", "ConditionName", "Retain",
    "Quality", "Comment", "ClientUserId", "ActiveState", "ActiveState.Id", "AckedState.Id", "ConfirmedState.Id",
    "ShelvingState.CurrentState", "HighLimit", "LimitState.CurrentState.Id",
];

// What arrives, in order; `next(test)` waits for the first event from here on that passes.
class Events {
    constructor(names) {
        this.names = names;
        this.waiting = [];
        this.arrived = [];
    }

    take(values) {
        const event = {};
        this.names.forEach((name, at) => { event[name] = values[at].value; });
        this.arrived.push(event);
        this.waiting = this.waiting.filter((each) => !each(event));
    }

    next(test) {
        return new Promise((resolve) => this.waiting.push((event) => test(event) && (resolve(event), true)));
    }
}

async function watch(session) {
    const subscription = await session.createSubscription2({
        requestedPublishingInterval: 50, requestedLifetimeCount: 1000, requestedMaxKeepAliveCount: 10,
        maxNotificationsPerPublish: 100, publishingEnabled: true, priority: 1,
    });
    const events = new Events([...FIELDS, "ConditionId"]);
    const filter = opcua.constructEventFilter(FIELDS, opcua.ofType(opcua.resolveNodeId("BaseEventType")));
    filter.selectClauses.push(new opcua.SimpleAttributeOperand({
        typeDefinitionId: opcua.resolveNodeId("ConditionType"), browsePath: [], attributeId: AttributeIds.NodeId,
    }));
    const item = ClientMonitoredItem.create(
        subscription, { nodeId: opcua.resolveNodeId("Server"), attributeId: AttributeIds.EventNotifier },
        { filter, queueSize: 100, discardOldest: true, samplingInterval: 0 }, TimestampsToReturn.Both);
    await new Promise((resolve, reject) => {
        item.on("initialized", resolve);
        item.on("err", (message) => reject(new Error(message)));
    });
    item.on("changed", (values) => events.take(values));
    return { subscription, item, events };
}

async function refresh(session, subscription, events) {
    const started = events.arrived.length;
    const ended = events.next((event) => event.EventType.toString() === opcua.resolveNodeId("RefreshEndEventType").toString());
    const [called] = await session.call([{
        objectId: opcua.resolveNodeId("ConditionType"), methodId: opcua.resolveNodeId("ConditionType_ConditionRefresh"),
        inputArguments: [{ dataType: DataType.UInt32, value: subscription.subscriptionId }],
    }]);
    await ended;
    return { called: called.statusCode.name, told: events.arrived.slice(started).map((event) => event.ConditionName) };
}

async function browsed(session, node, type) {
    const result = await session.browse({
        nodeId: node, referenceTypeId: type, includeSubtypes: true, browseDirection: BrowseDirection.Forward,
        nodeClassMask: NodeClass.Object | NodeClass.Variable, resultMask: 63,
    });
    return result.references;
}

async function alarms(session) {
    const seen = {};
    const index = (await session.readNamespaceArray()).indexOf(NAMESPACE);
    const id = (path) => `ns=${index};s=${path}`;
    const { subscription, events } = await watch(session);
    const advance = (seconds) => session.call([{
        objectId: id("Clock"), methodId: id("Clock.Advance"), inputArguments: [{ dataType: DataType.Double, value: seconds }],
    }]);
    const of = (test) => events.next((event) => event.ConditionName === alarm && test(event));

    const active = of((event) => event["ActiveState.Id"]);
    await advance(10);
    const raised = await active;
    seen.raised = {
        source: raised.SourceName, severity: raised.Severity, message: raised.Message.text, retain: raised.Retain,
        active: raised.ActiveState.text, acknowledged: raised["AckedState.Id"], limit: raised.HighLimit,
        quality: raised.Quality.name, shelved: raised["ShelvingState.CurrentState"].text, time: raised.Time.toISOString(),
        type: raised.EventType.toString(), state: raised["LimitState.CurrentState.Id"].toString(),
    };
    const condition = raised.ConditionId;
    const acknowledged = of((event) => event["AckedState.Id"] && !event["ConfirmedState.Id"]);
    seen.acknowledge = (await session.acknowledgeCondition(condition, raised.EventId, "seen")).name;
    const known = await acknowledged;
    seen.comment = [known.Comment.text, known.ClientUserId];
    seen.again = (await session.acknowledgeCondition(condition, known.EventId, "twice")).name;
    const confirmed = of((event) => event["ConfirmedState.Id"]);
    seen.confirm = (await session.confirmCondition(condition, known.EventId, "done")).name;
    seen.confirmed = (await confirmed)["AckedState.Id"];
    seen.refresh = await refresh(session, subscription, events);
    seen.unknown = (await session.acknowledgeCondition(condition, Buffer.alloc(16), "?")).name;

    seen.conditions = (await browsed(session, id("Furnace.Alarms"), "HasComponent")).map((each) => each.browseName.name);
    seen.ofSource = (await browsed(session, raised.SourceNode, "HasCondition")).map((each) => each.nodeId.toString());
    seen.condition = condition.toString();
    const parts = await browsed(session, condition, "Aggregates");
    const part = parts.find((each) => each.browseName.name === "AckedState");
    seen.parts = parts.length;
    seen.acked = (await session.read({ nodeId: part.nodeId, attributeId: AttributeIds.Value })).value.value.text;
    await subscription.terminate();
    return seen;
}

// node-opcua's own list of alarms: its filter, its refresh, its look at the types.
async function listed(session) {
    const list = await opcua.installAlarmMonitoring(session);
    if (list.length === 0) {
        await new Promise((resolve) => list.once("newAlarm", resolve));
    }
    const found = list.alarms().map((each) => each.conditionId.toString());
    await opcua.uninstallAlarmMonitoring(session);
    return found;
}

async function history(session) {
    const index = (await session.readNamespaceArray()).indexOf(NAMESPACE);
    const nodeId = `ns=${index};s=Furnace.Zone1.Temperature`;
    const begin = new Date("2026-01-01T00:00:00Z"), end = new Date("2026-01-01T00:00:10Z");
    const raw = await session.readHistoryValue({ nodeId }, begin, end);
    const average = await session.readAggregateValue(
        { nodeId }, begin, end, opcua.AggregateFunction.Average, 5000);
    return {
        raw: [raw.statusCode.name, raw.historyData.dataValues.length],
        average: [average.statusCode.name, average.historyData.dataValues.map((each) => each.value.value)],
        values: raw.historyData.dataValues.map((each) => each.value.value),
        events: await pastEvents(session, begin, new Date(end.getTime() + 1000)), // the end itself is not read
    };
}

// What became of the alarms, as [status, alarm, active, acknowledged, confirmed, comment], read in portions of two.
async function pastEvents(session, startTime, endTime) {
    const filter = opcua.constructEventFilter(
        ["ConditionName", "ActiveState.Id", "AckedState.Id", "ConfirmedState.Id", "Comment"],
        opcua.ofType(opcua.resolveNodeId("ConditionType")));
    const historyReadDetails = new opcua.ReadEventDetails({ numValuesPerNode: 2, startTime, endTime, filter });
    const found = [];
    let continuationPoint = null;
    do {
        const response = await session.performMessageTransaction(new opcua.HistoryReadRequest({
            historyReadDetails, timestampsToReturn: TimestampsToReturn.Both, releaseContinuationPoints: false,
            nodesToRead: [{ nodeId: opcua.resolveNodeId("Server"), continuationPoint }],
        }));
        const [result] = response.results;
        for (const { eventFields } of result.historyData.events) {
            const values = eventFields.map((each) => each.value);
            found.push([result.statusCode.name, ...values.slice(0, -1), values[4].text]);
        }
        continuationPoint = result.continuationPoint;
    } while (continuationPoint && continuationPoint.length > 0);
    return found;
}

// A refusal with its reason, and what the server knows of this session.
async function diagnostics(session) {
    const index = (await session.readNamespaceArray()).indexOf(NAMESPACE);
    const request = new opcua.WriteRequest({
        requestHeader: { returnDiagnostics: 0xe0 },
        nodesToWrite: [{
            nodeId: `ns=${index};s=Furnace.Zone2.HeaterPower`, attributeId: AttributeIds.Value,
            value: { value: { dataType: DataType.Double, value: 1 } },
        }],
    });
    const response = await session.performMessageTransaction(request);
    const [told] = response.diagnosticInfos;
    const texts = response.responseHeader.stringTable;
    const [own] = (await browsed(
        session, "Server_ServerDiagnostics_SessionsDiagnosticsSummary", "HasComponent",
    )).filter((each) => each.nodeClass === NodeClass.Object);
    const [security] = (await browsed(session, own.nodeId, "HasComponent")).filter(
        (each) => each.browseName.name === "SessionSecurityDiagnostics");
    const value = (await session.read({ nodeId: security.nodeId, attributeId: AttributeIds.Value })).value.value;
    return {
        status: response.results[0].name, word: texts[told.symbolicId], locale: texts[told.locale],
        said: texts[told.localizedText], more: told.additionalInfo,
        user: value.clientUserIdOfSession, encoding: value.encoding, mechanism: value.authenticationMechanism,
        mode: MessageSecurityMode[value.securityMode], certificate: value.clientCertificate.length > 0,
    };
}

setTimeout(() => {
    console.error("what was waited for never came");
    process.exit(2);
}, 120000).unref();

(async () => {
    const manager = new opcua.OPCUACertificateManager({ rootFolder: folder, automaticallyAcceptUnknownCertificate: true });
    await manager.initialize();
    const client = opcua.OPCUAClient.create({
        applicationName: "Interop", applicationUri: "urn:interop", clientCertificateManager: manager,
        securityMode: MessageSecurityMode.SignAndEncrypt, securityPolicy: SecurityPolicy.Aes256_Sha256_RsaPss,
        endpointMustExist: false, requestedSessionTimeout: 30000, connectionStrategy: { maxRetry: 0 },
    });
    await client.connect(url);
    const session = await client.createSession({ type: UserTokenType.UserName, userName, password });
    const told = { diagnostics: await diagnostics(session) };
    told.alarms = await alarms(session);
    told.listed = await listed(session);
    told.history = await history(session);
    await session.close();
    await client.disconnect();
    console.log(JSON.stringify(told));
    process.exit(0);
})().catch((error) => {
    console.error(error.stack);
    process.exit(1);
});
