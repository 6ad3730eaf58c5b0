// Serves variables on a free port of the loopback, anonymous and unencrypted, and prints the port.
// node serve.js COUNT HERTZ FOLDER: every variable changes HERTZ times a second (0: when it is written); the folder
// keeps the server's own certificate, which is made when it starts there for the first time. It ends with its input.
const {
    DataType, MessageSecurityMode, OPCUACertificateManager, OPCUAServer, SecurityPolicy, StatusCodes,
} = require("node-opcua");

const [count, hertz, folder] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];

process.stdin.on("end", () => process.exit(0)).resume();

(async () => {
    const certificates = new OPCUACertificateManager({ rootFolder: folder });
    await certificates.initialize();
    const server = new OPCUAServer({
        host: "127.0.0.1", hostname: "127.0.0.1", port: 0, allowAnonymous: true,
        serverCertificateManager: certificates, userCertificateManager: certificates,
        securityModes: [MessageSecurityMode.None], securityPolicies: [SecurityPolicy.None],
    });
    await server.initialize();
    const addressSpace = server.engine.addressSpace;
    const namespace = addressSpace.registerNamespace("urn:smartlab:plant");
    const variables = Array.from({ length: count }, (_, number) => namespace.addVariable({
        organizedBy: addressSpace.rootFolder.objects, browseName: `S${number}`, nodeId: `s=Wide.S${number}`,
        dataType: "Double", value: { dataType: DataType.Double, value: 0 },
    }));
    await server.start();
    if (hertz) {
        let height = 0;
        setInterval(() => {
            height += 1;
            for (const variable of variables) {
                variable.setValueFromSource({ dataType: DataType.Double, value: height }, StatusCodes.Good);
            }
        }, 1000 / hertz);
    }
    console.log(server.endpoints[0].port);
})().catch((error) => {
    console.error(error.stack);
    process.exit(1);
});
