"use strict";

const form = document.getElementById("access");
const roots = document.getElementById("root");

/* the token goes to this server only, whatever the description says */
function withToken(token) {
  return request => {
    if (new URL(request.url, location.href).origin === location.origin) {
      request.headers.Authorization = `Bearer ${token}`;
    }
    return request;
  };
}

function show(root, token) {
  SwaggerUIBundle({
    url: new URL(`../${root}/openapi.json`, location.href).href,
    dom_id: "#description",
    deepLinking: true,
    docExpansion: "none",
    validatorUrl: null,
    requestInterceptor: withToken(token)
  });
}

fetch("roots.json")
  .then(answer => answer.json())
  .then(names => names.forEach(name => roots.add(new Option(`/${name}`, name))));

form.addEventListener("submit", event => {
  event.preventDefault();
  show(roots.value, document.getElementById("token").value.trim());
});
