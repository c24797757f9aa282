"""The ways of logging in to bigquery, clickhouse, fabric, postgres, redshift and sqlserver, and what their adapters must have then."""

from __future__ import annotations

from typing import Any

from tests.conformance._targets import Login

PLACE = {"database": "analytics", "schema": "marts"}
PG = {"host": "pg.databases", "user": "loader", **PLACE}
RS = {"host": "marts.abc123.eu-west-1.redshift.amazonaws.com", **PLACE}
BQ = {"project": "acme-analytics", "dataset": "marts", "location": "EU"}
MS = {"host": "acme.database.windows.net", **PLACE}
FB = {"host": "abc123.datawarehouse.fabric.microsoft.com", **PLACE}
CH = {"host": "clickhouse.databases", "schema": "marts", "user": "loader"}
TENANT, CLIENT = "0a1b2c3d-0000-4000-8000-000000000000", "4e5f6a7b-0000-4000-8000-000000000000"
ENTRA = "https://login.microsoftonline.com/acme/oauth2/v2.0/token"
OKTA = "https://acme.okta.com/oauth2/default/v1/token"
POOL = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/acme/providers/entra"
TOKEN_URI = "https://oauth2.googleapis.com/token"

# By target: what stands in the properties of all, and by way of logging in: more properties, what the adapter has then, whether a Secret is named.
TABLE: dict[str, tuple[dict[str, Any], dict[str, tuple[dict[str, Any], dict[str, Any], bool]]]] = {
    "postgres": (
        PG,
        {
            "password": (
                {},
                {**PG, "port": 5432, "password": "$DBT_ENV_SECRET_POSTGRES_PASSWORD", "sslmode": "require"},
                True,
            ),
            "certificate": (
                {"sslcert": "/etc/pg/tls.crt", "sslkey": "/etc/pg/tls.key"},
                {"password": "", "sslcert": "/etc/pg/tls.crt", "sslkey": "/etc/pg/tls.key"},
                False,
            ),
        },
    ),
    "redshift": (
        RS,
        {
            "database": (
                {"user": "loader"},
                {
                    **RS,
                    "port": 5439,
                    "method": "database",
                    "user": "loader",
                    "password": "$DBT_ENV_SECRET_REDSHIFT_PASSWORD",
                },
                True,
            ),
            "iam": (
                {"user": "loader", "cluster_id": "marts", "autocreate": True, "db_groups": ["etl"]},
                {"method": "iam", "user": "loader", "cluster_id": "marts", "autocreate": True, "db_groups": ["etl"]},
                False,
            ),
            "iam_access_key": (
                {"user": "loader", "serverless_work_group": "marts", "serverless_acct_id": "123456789012"},
                {
                    "method": "iam",
                    "access_key_id": "$REDSHIFT_ACCESS_KEY_ID",
                    "secret_access_key": "$DBT_ENV_SECRET_REDSHIFT_SECRET_ACCESS_KEY",
                    "is_serverless": True,
                    "serverless_work_group": "marts",
                    "serverless_acct_id": "123456789012",
                },
                True,
            ),
            "iam_role": ({"cluster_id": "marts"}, {"method": "iam_role", "cluster_id": "marts", "user": None}, False),
            "browser_identity_center": (
                {"idc_region": "eu-west-1", "issuer_url": "https://acme.awsapps.com/start"},
                {
                    "method": "browser_identity_center",
                    "idc_region": "eu-west-1",
                    "issuer_url": "https://acme.awsapps.com/start",
                },
                False,
            ),
            "oauth_token_identity_center": (
                {"identity_provider": "okta", "identity_provider_url": OKTA},
                {
                    "method": "oauth_token_identity_center",
                    "token_endpoint": {
                        "type": "okta",
                        "request_url": OKTA,
                        "request_data": "$DBT_ENV_SECRET_REDSHIFT_IDENTITY_REQUEST",
                        "idp_auth_credentials": "$DBT_ENV_SECRET_REDSHIFT_IDENTITY_CREDENTIALS",
                    },
                },
                True,
            ),
        },
    ),
    "bigquery": (
        BQ,
        {
            "oauth": (
                {"impersonate_service_account": "transformer@acme.iam.gserviceaccount.com"},
                {
                    "method": "oauth",
                    "database": "acme-analytics",
                    "schema": "marts",
                    "location": "EU",
                    "execution_project": "acme-analytics",
                    "impersonate_service_account": "transformer@acme.iam.gserviceaccount.com",
                },
                False,
            ),
            "service_account": (
                {"keyfile_path": "/etc/google/key.json"},
                {"method": "service-account", "keyfile": "/etc/google/key.json"},
                False,
            ),
            "service_account_json": (
                {},
                {
                    "method": "service-account-json",
                    "keyfile_json": {
                        "type": "service_account",
                        "project_id": "acme-analytics",
                        "private_key": "$DBT_ENV_SECRET_BIGQUERY_PRIVATE_KEY",
                        "client_email": "$BIGQUERY_CLIENT_EMAIL",
                        "token_uri": TOKEN_URI,
                    },
                },
                True,
            ),
            "oauth_secrets": (
                {},
                {
                    "method": "oauth-secrets",
                    "refresh_token": "$DBT_ENV_SECRET_BIGQUERY_REFRESH_TOKEN",
                    "client_id": "$BIGQUERY_CLIENT_ID",
                    "client_secret": "$DBT_ENV_SECRET_BIGQUERY_CLIENT_SECRET",
                    "token_uri": TOKEN_URI,
                },
                True,
            ),
            "access_token": ({}, {"method": "oauth-secrets", "token": "$DBT_ENV_SECRET_BIGQUERY_TOKEN"}, True),
            "workload_identity_federation": (
                {"workload_pool_provider_path": POOL, "identity_provider_url": ENTRA},
                {
                    "method": "external-oauth-wif",
                    "workload_pool_provider_path": POOL,
                    "token_endpoint": {
                        "type": "entra",
                        "request_url": ENTRA,
                        "request_data": "$DBT_ENV_SECRET_BIGQUERY_IDENTITY_REQUEST",
                    },
                },
                True,
            ),
        },
    ),
    "sqlserver": (
        MS,
        {
            "sql": (
                {"user": "loader"},
                {
                    **MS,
                    "driver": "ODBC Driver 18 for SQL Server",
                    "port": 1433,
                    "authentication": "sql",
                    "UID": "loader",
                    "PWD": "$DBT_ENV_SECRET_SQLSERVER_PASSWORD",
                    "encrypt": True,
                    "trust_cert": False,
                },
                True,
            ),
            "service_principal": (
                {"tenant_id": TENANT},
                {
                    "authentication": "ServicePrincipal",
                    "tenant_id": TENANT,
                    "client_id": "$SQLSERVER_CLIENT_ID",
                    "client_secret": "$DBT_ENV_SECRET_SQLSERVER_CLIENT_SECRET",
                },
                True,
            ),
            "managed_identity": ({}, {"authentication": "msi", "UID": None, "PWD": None}, False),
            "default": ({}, {"authentication": "auto", "UID": None}, False),
            "cli": ({}, {"authentication": "cli"}, False),
            "access_token": (
                {},
                {
                    "authentication": "ActiveDirectoryAccessToken",
                    "access_token": "$DBT_ENV_SECRET_SQLSERVER_ACCESS_TOKEN",
                },
                True,
            ),
            "active_directory_password": (
                {"user": "loader@example.com"},
                {
                    "authentication": "ActiveDirectoryPassword",
                    "UID": "loader@example.com",
                    "PWD": "$DBT_ENV_SECRET_SQLSERVER_PASSWORD",
                },
                True,
            ),
            "windows": ({}, {"windows_login": True, "UID": None, "PWD": None}, False),
        },
    ),
    "fabric": (
        FB,
        {
            "default": (
                {},
                {**FB, "authentication": "ActiveDirectoryDefault", "encrypt": True, "trust_cert": False},
                False,
            ),
            "service_principal": (
                {"client_id": CLIENT},
                {
                    "authentication": "ActiveDirectoryServicePrincipal",
                    "tenant_id": "$FABRIC_TENANT_ID",
                    "client_id": CLIENT,
                    "client_secret": "$DBT_ENV_SECRET_FABRIC_CLIENT_SECRET",
                },
                True,
            ),
            "workload_identity": (
                {"tenant_id": TENANT, "client_id": CLIENT},
                {
                    "authentication": "workload_identity",
                    "tenant_id": TENANT,
                    "client_id": CLIENT,
                    "federated_token_file": "/var/run/secrets/azure/tokens/azure-identity-token",
                },
                False,
            ),
            "managed_identity": ({}, {"authentication": "ActiveDirectoryMSI"}, False),
            "cli": ({}, {"authentication": "cli"}, False),
            "interactive": ({}, {"authentication": "ActiveDirectoryInteractive"}, False),
            "access_token": (
                {},
                {"authentication": "ActiveDirectoryAccessToken", "access_token": "$DBT_ENV_SECRET_FABRIC_ACCESS_TOKEN"},
                True,
            ),
            "active_directory_password": (
                {"user": "loader@example.com"},
                {
                    "authentication": "ActiveDirectoryPassword",
                    "UID": "loader@example.com",
                    "PWD": "$DBT_ENV_SECRET_FABRIC_PASSWORD",
                },
                True,
            ),
        },
    ),
    "clickhouse": (
        CH,
        {
            "password": (
                {"custom_settings": {"max_threads": 4}},
                {
                    **CH,
                    "driver": "http",
                    "port": 8443,
                    "secure": True,
                    "verify": True,
                    "password": "$DBT_ENV_SECRET_CLICKHOUSE_PASSWORD",
                    "custom_settings": {"max_threads": 4},
                },
                True,
            ),
            "certificate": (
                {"client_cert": "/etc/ch/tls.crt", "client_cert_key": "/etc/ch/tls.pem"},
                {"client_cert": "/etc/ch/tls.crt", "client_cert_key": "/etc/ch/tls.pem", "password": ""},
                False,
            ),
        },
    ),
}
LOGINS = [
    Login(target, auth, {**common, "auth": auth, **more}, fields, secret)
    for target, (common, ways) in TABLE.items()
    for auth, (more, fields, secret) in ways.items()
]
