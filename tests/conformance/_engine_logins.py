"""A row for every way of logging in to an engine: what floe.yaml says, and what the adapter must have then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conformance._targets import Login

WORKSPACE = {
    "host": "dbc-1.cloud.databricks.com",
    "http_path": "/sql/1.0/warehouses/1",
    "catalog": "main",
    "schema": "marts",
}
SERVER = {"host": "spark-thrift.spark", "schema": "marts"}
COORDINATOR = {"host": "trino.example.com", "user": "loader", "catalog": "lake", "schema": "marts"}
REGION = {"region_name": "eu-west-1", "schema": "marts", "s3_staging_dir": "s3://acme-athena/results/"}
ACCOUNT = {"account": "acme-eu1", "database": "DB", "schema": "MARTS", "warehouse": "WH"}
ROLE = "arn:aws:iam::123456789012:role/loader"
CERTIFICATE = {"client_certificate_path": "/etc/trino/tls.crt", "client_private_key_path": "/etc/trino/tls.key"}
KEYTAB = {"keytab": "/etc/trino/loader.keytab", "principal": "loader@EXAMPLE.COM"}
PHRASE = "$DBT_ENV_SECRET_SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"
REFRESH = {
    "authenticator": "oauth", "oauth_client_id": "$SNOWFLAKE_OAUTH_CLIENT_ID",
    "oauth_client_secret": "$DBT_ENV_SECRET_SNOWFLAKE_OAUTH_CLIENT_SECRET", "token": "$DBT_ENV_SECRET_SNOWFLAKE_TOKEN",
}  # fmt: skip
WORKLOAD = {"authenticator": "workload_identity", "token": None, "user": None, "password": None}


def logins(
    target: str, common: Mapping[str, Any], ways: Mapping[str, tuple[dict[str, Any], dict[str, Any], bool]]
) -> list[Login]:
    """The ways of a target, by name: more properties, what the adapter has then, whether a Secret is named."""
    return [Login(target, name, {**common, **more}, fields, secret) for name, (more, fields, secret) in ways.items()]


LOGINS = [
    *logins(
        "databricks",
        WORKSPACE,
        {
            "token": ({}, {**WORKSPACE, "token": "$DBT_ENV_SECRET_DATABRICKS_TOKEN", "auth_type": None}, True),
            "oauth": (
                {"auth": "oauth"},
                {
                    "auth_type": "oauth",
                    "client_id": "$DATABRICKS_CLIENT_ID",
                    "client_secret": "$DBT_ENV_SECRET_DATABRICKS_CLIENT_SECRET",
                    "token": None,
                },
                True,
            ),
            "oauth-known": ({"auth": "oauth", "client_id": "c-1"}, {"client_id": "c-1"}, True),
            "azure": (
                {"auth": "azure"},
                {
                    "auth_type": "oauth",
                    "azure_client_id": "$DATABRICKS_AZURE_CLIENT_ID",
                    "azure_client_secret": "$DBT_ENV_SECRET_DATABRICKS_AZURE_CLIENT_SECRET",
                },
                True,
            ),
            "oidc_file": (
                {"auth": "oidc_file", "client_id": "c-1", "oidc_token_path": "/var/run/token"},
                {"auth_type": "file-oidc", "client_id": "c-1", "oidc_token_filepath": "/var/run/token", "token": None},
                False,
            ),
            "external_browser": (
                {"auth": "external_browser"},
                {"auth_type": "oauth", "client_secret": None, "token": None},
                False,
            ),
            "tuned": (
                {
                    "session_properties": {"ansi_mode": True},
                    "connect_retries": 5,
                    "connect_timeout": 60,
                    "retry_all": True,
                },
                {
                    "session_properties": {"ansi_mode": True},
                    "connect_retries": 5,
                    "connect_timeout": 60,
                    "retry_all": True,
                },
                True,
            ),
        },
    ),
    *logins(
        "spark",
        {},
        {
            "thrift": (
                {**SERVER, "user": "loader"},
                {**SERVER, "port": 10000, "user": "loader", "auth": "NONE", "password": None},
                False,
            ),
            "thrift-nosasl": (
                {**SERVER, "user": "loader", "auth": "nosasl"},
                {"auth": "NOSASL", "use_ssl": False},
                False,
            ),
            "thrift-ldap": (
                {**SERVER, "auth": "ldap", "use_ssl": True, "port": 10001},
                {
                    "auth": "LDAP",
                    "user": "$SPARK_USER",
                    "password": "$DBT_ENV_SECRET_SPARK_PASSWORD",
                    "use_ssl": True,
                    "port": 10001,
                },
                True,
            ),
            "thrift-custom": (
                {**SERVER, "auth": "custom"},
                {"auth": "CUSTOM", "password": "$DBT_ENV_SECRET_SPARK_PASSWORD"},
                True,
            ),
            "thrift-kerberos": (
                {**SERVER, "user": "loader", "auth": "kerberos", "kerberos_service_name": "hive"},
                {"auth": "KERBEROS", "kerberos_service_name": "hive", "password": None},
                False,
            ),
            "http": (
                {**SERVER, "method": "http", "cluster": "c-1", "organization": "42"},
                {
                    "port": 443,
                    "cluster": "c-1",
                    "organization": "42",
                    "token": "$DBT_ENV_SECRET_SPARK_TOKEN",
                    "auth": None,
                },
                True,
            ),
            "odbc-cluster": (
                {**SERVER, "method": "odbc", "driver": "Simba", "cluster": "c-1"},
                {"driver": "Simba", "cluster": "c-1", "token": "$DBT_ENV_SECRET_SPARK_TOKEN", "endpoint": None},
                True,
            ),
            "odbc-endpoint": (
                {**SERVER, "method": "odbc", "driver": "Simba", "endpoint": "e1"},
                {"driver": "Simba", "endpoint": "e1", "token": "$DBT_ENV_SECRET_SPARK_TOKEN", "cluster": None},
                True,
            ),
            "odbc-own": (
                {**SERVER, "method": "odbc", "driver": "Simba", "connection_string_suffix": "SSL=1"},
                {"connection_string_suffix": "SSL=1", "token": None},
                False,
            ),
            "odbc-secret": (
                {**SERVER, "method": "odbc", "driver": "Simba"},
                {"connection_string_suffix": "$DBT_ENV_SECRET_SPARK_CONNECTION_STRING_SUFFIX", "token": None},
                True,
            ),
            "session": (
                {"method": "session", "schema": "marts"},
                {"host": "localhost", "schema": "marts", "user": None},
                False,
            ),
        },
    ),
    *logins(
        "trino",
        COORDINATOR,
        {
            "ldap": ({}, {**COORDINATOR, "port": 443, "password": "$DBT_ENV_SECRET_TRINO_PASSWORD"}, True),
            "ldap-for": ({"impersonation_user": "ada"}, {"impersonation_user": "ada"}, True),
            "jwt": ({"auth": "jwt"}, {"jwt_token": "$DBT_ENV_SECRET_TRINO_JWT_TOKEN", "password": None}, True),
            "kerberos": ({"auth": "kerberos", **KEYTAB}, {**KEYTAB, "service_name": "trino"}, False),
            "kerberos-all": (
                {
                    "auth": "kerberos",
                    **KEYTAB,
                    "krb5_config": "/etc/krb5.conf",
                    "service_name": "presto",
                    "delegate": True,
                },
                {"krb5_config": "/etc/krb5.conf", "service_name": "presto", "delegate": True},
                False,
            ),
            "gssapi": (
                {"auth": "gssapi", "mutual_authentication": "required"},
                {"mutual_authentication": "REQUIRED"},
                False,
            ),
            "certificate": (
                {"auth": "certificate", **CERTIFICATE},
                {"client_certificate": "/etc/trino/tls.crt", "client_private_key": "/etc/trino/tls.key"},
                False,
            ),
            "oauth": ({"auth": "oauth"}, {"password": None, "jwt_token": None}, False),
            "oauth_console": ({"auth": "oauth_console"}, {"password": None, "jwt_token": None}, False),
            "none": ({"auth": "none"}, {"port": 8080, "http_scheme": "http"}, False),
            "none-https": ({"auth": "none", "http_scheme": "https"}, {"port": 443, "http_scheme": "https"}, False),
            "tuned": (
                {
                    "roles": {"lake": "writer"},
                    "client_tags": ["floe"],
                    "session_properties": {"query_max_run_time": "5d"},
                    "timezone": "UTC",
                    "cert": "/etc/ca.pem",
                },
                {
                    "roles": {"lake": "writer"},
                    "client_tags": ["floe"],
                    "session_properties": {"query_max_run_time": "5d"},
                    "timezone": "UTC",
                    "cert": "/etc/ca.pem",
                },
                True,
            ),
        },
    ),
    *logins(
        "athena",
        REGION,
        {
            "workload_identity": ({}, {**REGION, "database": "awsdatacatalog", "aws_access_key_id": None}, False),
            "access_key": (
                {"auth": "access_key"},
                {
                    "aws_access_key_id": "$AWS_ACCESS_KEY_ID",
                    "aws_secret_access_key": "$DBT_ENV_SECRET_AWS_SECRET_ACCESS_KEY",
                    "aws_session_token": None,
                },
                True,
            ),
            "access_key-temporary": (
                {"auth": "access_key", "temporary": True},
                {"aws_session_token": "$DBT_ENV_SECRET_AWS_SESSION_TOKEN"},
                True,
            ),
            "assume_role": (
                {
                    "auth": "assume_role",
                    "assume_role_arn": ROLE,
                    "assume_role_duration_seconds": 900,
                    "assume_role_external_id": "x",
                },
                {"assume_role_arn": ROLE, "assume_role_duration_seconds": 900, "assume_role_external_id": "x"},
                False,
            ),
            "profile": ({"auth": "profile", "aws_profile_name": "analytics"}, {"aws_profile_name": "analytics"}, False),
            "tuned": (
                {
                    "work_group": "etl",
                    "s3_data_dir": "s3://acme-lake/tables/",
                    "s3_data_naming": "table",
                    "lf_tags_database": {"domain": "sales"},
                    "poll_interval": 2,
                },
                {
                    "work_group": "etl",
                    "s3_data_dir": "s3://acme-lake/tables/",
                    "s3_data_naming": "table",
                    "lf_tags_database": {"domain": "sales"},
                    "poll_interval": 2.0,
                },
                False,
            ),
        },
    ),
    *logins(
        "snowflake",
        ACCOUNT,
        {
            "key_pair": (
                {"user": "U"},
                {"user": "U", "private_key": "$DBT_ENV_SECRET_SNOWFLAKE_PRIVATE_KEY", "password": None},
                True,
            ),
            "key_pair-encrypted": (
                {"key_encrypted": True},
                {"user": "$SNOWFLAKE_USER", "private_key_passphrase": PHRASE},
                True,
            ),
            "password": (
                {"auth": "password"},
                {"password": "$DBT_ENV_SECRET_SNOWFLAKE_PASSWORD", "private_key": None},
                True,
            ),
            "oauth": ({"auth": "oauth"}, REFRESH, True),
            "jwt": ({"auth": "jwt"}, {"authenticator": "jwt", "token": "$DBT_ENV_SECRET_SNOWFLAKE_TOKEN"}, True),
            "access_token": (
                {"auth": "access_token"},
                {"authenticator": "programmatic_access_token", "token": "$DBT_ENV_SECRET_SNOWFLAKE_TOKEN"},
                True,
            ),
            **{
                f"workload_identity-{provider}": (
                    {"auth": "workload_identity", "workload_identity_provider": provider},
                    {**WORKLOAD, "workload_identity_provider": provider},
                    False,
                )
                for provider in ("AWS", "AZURE", "GCP")
            },
            "workload_identity-entra": (
                {
                    "auth": "workload_identity",
                    "workload_identity_provider": "AZURE",
                    "workload_identity_entra_resource": "api://1",
                },
                {"workload_identity_entra_resource": "api://1"},
                False,
            ),
            "workload_identity-OIDC": (
                {"auth": "workload_identity", "workload_identity_provider": "OIDC"},
                {**WORKLOAD, "token": "$DBT_ENV_SECRET_SNOWFLAKE_TOKEN"},
                True,
            ),
            "okta": (
                {"auth": "okta", "okta_url": "https://acme.okta.com", "user": "U"},
                {
                    "authenticator": "https://acme.okta.com",
                    "password": "$DBT_ENV_SECRET_SNOWFLAKE_PASSWORD",
                    "user": "U",
                },
                True,
            ),
            "external_browser": (
                {"auth": "external_browser", "user": "U"},
                {"authenticator": "externalbrowser", "user": "U"},
                False,
            ),
        },
    ),
    *logins(
        "motherduck",
        {"database": "analytics"},
        {
            "token": ({}, {"path": "md:analytics", "motherduck_token": "$DBT_ENV_SECRET_MOTHERDUCK_TOKEN"}, True),
            "single": (
                {"attach_mode": "single", "saas_mode": True, "is_ducklake": True, "settings": {"threads": 2}},
                {
                    "is_ducklake": True,
                    "settings": {
                        "motherduck_attach_mode": "single",
                        "motherduck_saas_mode": True,
                        "threads": 2,
                        "motherduck_token": "$DBT_ENV_SECRET_MOTHERDUCK_TOKEN",
                    },
                },
                True,
            ),
        },
    ),
]
# What a Secret holds of a connection that floe.yaml says nothing of.
OF_SECRET = {
    "DATABRICKS": ("HOST", "HTTP_PATH", "CATALOG", "SCHEMA"),
    "SPARK": ("HOST", "USER", "SCHEMA"),
    "TRINO": ("HOST", "USER", "CATALOG", "SCHEMA"),
    "ATHENA": ("SCHEMA", "S3_STAGING_DIR"),
    "SNOWFLAKE": ("ACCOUNT", "USER", "DATABASE", "SCHEMA", "WAREHOUSE"),
}
LOGINS += [
    Login(prefix.lower(), "of-secret", {}, {key.lower(): f"${prefix}_{key}" for key in keys if prefix != "ATHENA"})
    for prefix, keys in OF_SECRET.items()
]
SWITCH = {"trino": "retries", "athena": "num_retries", "motherduck": "saas_mode"}  # a setting that is no text
BY_NAME = {login.id: login for login in LOGINS}
