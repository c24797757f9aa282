"""oauth2-proxy's chart: the login in front of Dagster's webserver, which has none of its own.

Keys: ``values.yaml`` and ``templates/deployment.yaml`` of oauth2-proxy/manifests 7.7.12.  The proxy stands in the way of every request (users reach
the webserver through it alone), which works with any ingress class and needs no annotations.  ``configFile`` and ``extraArgs`` go through ``tpl``.
"""

from __future__ import annotations

from typing import Any

from floec.charts._pods import labels, resources
from floec.encode import json
from floec.encode.helm import literal
from floec.encode.yaml import Note
from floec.plan.components import AUTH_PROXY, WEBSERVER_PORT
from floec.plan.model import Plan
from floec.plan.topology import Cluster

NAME = "oauth2-proxy"
VERSION = "7.7.12"
REPOSITORY = "https://oauth2-proxy.github.io/manifests"


def wanted(cluster: Cluster) -> bool:
    return cluster.component(AUTH_PROXY) is not None


def values(plan: Plan, cluster: Cluster) -> dict[str, Any]:
    component, webserver = cluster.component(AUTH_PROXY), cluster.orchestration.webserver
    assert component is not None
    auth = webserver.auth
    domains = ", ".join(json.text(domain) for domain in auth.email_domains)
    config = f'email_domains = [ {domains} ]\nupstreams = [ "http://{{{{ .Release.Name }}}}-dagster-webserver:{WEBSERVER_PORT}" ]\n'
    arguments = {
        "provider": auth.provider,
        "oidc-issuer-url": literal(auth.issuer_url),
        "client-id": literal(auth.client_id),
        "cookie-secure": "true",
        "reverse-proxy": "true",
        "skip-provider-button": "true",
    }
    if webserver.host:
        arguments["redirect-url"] = f"https://{webserver.host}/oauth2/callback"
    return {
        "enabled": True,
        "config": {
            "existingSecret": Note(auth.secret_ref, "With it, the chart writes no Secret of its own."),
            "configFile": Note(
                config, "The chart runs it through tpl; the webserver's Service is named by the release."
            ),
        },
        "proxyVarsAsSecrets": Note(
            False, "It would read the client id from the Secret too; only secrets come from there."
        ),
        "extraEnv": [
            {"name": name, "valueFrom": {"secretKeyRef": {"name": auth.secret_ref, "key": key}}}
            for name, key in (
                ("OAUTH2_PROXY_CLIENT_SECRET", "client-secret"),
                ("OAUTH2_PROXY_COOKIE_SECRET", "cookie-secret"),
            )
        ],
        "extraArgs": arguments,
        "podLabels": labels(cluster, component),
        "serviceAccount": {"automountServiceAccountToken": False},
        "resources": resources(cluster, "auth_proxy", ("50m", "64Mi"), "128Mi"),
        "metrics": {"enabled": False},
        "ingress": _ingress(cluster),
    }


def _ingress(cluster: Cluster) -> dict[str, Any]:
    webserver = cluster.orchestration.webserver
    if not webserver.host:
        return {"enabled": False}
    made: dict[str, Any] = {
        "enabled": True,
        "className": cluster.deployment.ingress.class_,
        "path": "/",
        "pathType": "Prefix",
        "hosts": [webserver.host],
    }
    if webserver.tls_secret_ref:
        made["tls"] = [{"secretName": webserver.tls_secret_ref, "hosts": [webserver.host]}]
    return made
