// The stand-in listens on every address there is; nobody but this machine is to reach it.
const net = require("node:net");

const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (...given) {
  const [where, ...others] = given;
  if (typeof where === "object" && where !== null && "port" in where) {
    return listen.call(this, { ...where, host: "127.0.0.1" }, ...others);
  }
  if (typeof where === "number" || (typeof where === "string" && /^[0-9]+$/.test(where))) {
    return listen.call(this, { port: Number(where), host: "127.0.0.1" }, others.find((each) => typeof each === "function"));
  }
  return listen.apply(this, given);
};
