// Visits a plant with nothing but the standard's services and prints what it saw as JSON.
// node visit.js URL USER PASSWORD FOLDER: the folder gets the client's own certificate.
const opcua = require("node-opcua");
const { AttributeIds, DataType, MessageSecurityMode, SecurityPolicy, TimestampsToReturn, UserTokenType } = opcua;

const [url, userName, password, folder] = process.argv.slice(2);
const NAMESPACE = "urn:smartlab:plant";

async function certificates() {
    const manager = new opcua.OPCUACertificateManager({ rootFolder: folder, automaticallyAcceptUnknownCertificate: true });
    await manager.initialize();
    return manager;
}

async function withSession(manager, securityMode, securityPolicy, work) {
    const client = opcua.OPCUAClient.create({
        applicationName: "Interop", applicationUri: "urn:interop", clientCertificateManager: manager,
        securityMode, securityPolicy, endpointMustExist: false, requestedSessionTimeout: 30000,
        connectionStrategy: { maxRetry: 0 },
    });
    await client.connect(url);
    try {
        const session = await client.createSession({ type: UserTokenType.UserName, userName, password });
        try {
            return await work(session);
        } finally {
            await session.close();
        }
    } finally {
        await client.disconnect();
    }
}

async function walk(session) {
    const seen = {};
    const names = (await session.readNamespaceArray());
    const index = names.indexOf(NAMESPACE);
    const id = (path) => `ns=${index};s=${path}`;
    const browsed = await session.browse("ObjectsFolder");
    seen.objects = browsed.references.map((each) => each.browseName.name);
    const power = id("Furnace.Zone1.HeaterPower");
    const written = await session.write({
        nodeId: power, attributeId: AttributeIds.Value, value: { value: { dataType: DataType.Double, value: 80 } },
    });
    seen.written = written.name;
    seen.power = (await session.read({ nodeId: power, attributeId: AttributeIds.Value })).value.value;
    seen.refused = (await session.write({
        nodeId: id("Furnace.Zone1.Temperature"), attributeId: AttributeIds.Value,
        value: { value: { dataType: DataType.Double, value: 1 } },
    })).name;

    const subscription = await session.createSubscription2({
        requestedPublishingInterval: 50, requestedLifetimeCount: 1000, requestedMaxKeepAliveCount: 10,
        maxNotificationsPerPublish: 100, publishingEnabled: true, priority: 1,
    });
    const item = await subscription.monitor(
        { nodeId: id("Clock.SimulationTime"), attributeId: AttributeIds.Value },
        { samplingInterval: 50, discardOldest: true, queueSize: 10 }, TimestampsToReturn.Both);
    const arrived = new Promise((resolve) => item.on("changed", (data) => data.value.value === 60 && resolve(data)));
    const [called] = await session.call([{
        objectId: id("Clock"), methodId: id("Clock.Advance"), inputArguments: [{ dataType: DataType.Double, value: 60 }],
    }]);
    seen.called = called.statusCode.name;
    seen.time = called.outputArguments[0].value;
    seen.watched = (await arrived).value.value;
    const items = await subscription.getMonitoredItems();
    seen.items = Array.from(items.clientHandles || []).length;
    await subscription.terminate();

    const epoch = new Date("2026-01-01T00:00:00Z");
    const [history] = [await session.readHistoryValue(
        { nodeId: id("Furnace.Zone1.Temperature") }, epoch, new Date(epoch.getTime() + 60000))];
    seen.history = history.statusCode.name;
    seen.historical = history.historyData && history.historyData.dataValues ? history.historyData.dataValues.length : 0;

    const capabilities = await session.read({
        nodeId: opcua.resolveNodeId("Server_ServerCapabilities_ServerProfileArray"), attributeId: AttributeIds.Value });
    seen.profiles = capabilities.value.value.length;
    const summary = await session.read({
        nodeId: opcua.resolveNodeId("Server_ServerDiagnostics_ServerDiagnosticsSummary"), attributeId: AttributeIds.Value });
    seen.sessions = summary.value.value.currentSessionCount;
    const roles = await session.read({ nodeId: power, attributeId: AttributeIds.UserRolePermissions });
    seen.roles = roles.value.value.map((each) => each.permissions);
    const part = await session.read({
        nodeId: opcua.resolveNodeId("Server_NamespaceArray"), attributeId: AttributeIds.Value, indexRange: new opcua.NumericRange("0") });
    seen.part = Array.from(part.value.value);
    return seen;
}

(async () => {
    const manager = await certificates();
    const told = { plain: await withSession(manager, MessageSecurityMode.None, SecurityPolicy.None, walk) };
    for (const policy of ["Basic256Sha256", "Aes256_Sha256_RsaPss"]) {
        for (const mode of ["Sign", "SignAndEncrypt"]) {
            told[`${policy} ${mode}`] = await withSession(
                manager, MessageSecurityMode[mode], SecurityPolicy[policy],
                async (session) => (await session.read({ nodeId: "i=2258", attributeId: AttributeIds.Value })).statusCode.name);
        }
    }
    console.log(JSON.stringify(told));
    process.exit(0);
})().catch((error) => {
    console.error(error.stack);
    process.exit(1);
});
