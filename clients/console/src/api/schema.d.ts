// Made by `make api-types` from the OpenAPI document of /console/v1; tests/clients/test_api_types.py fails when it has drifted.

export interface paths {
    "/console/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleDeviceSessions"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsoleLoginIn"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleSession"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleMe"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    state?: string | null;
                    city?: string | null;
                    chain?: string | null;
                    channel?: "mini_program" | "wechat_mall" | "mom_app" | "call_centre" | "jd" | "tmall" | null;
                    orders?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleBoard"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
                    limit?: number;
                    state?: string | null;
                    city?: string | null;
                    chain?: string | null;
                    store_code?: string | null;
                    channel?: "mini_program" | "wechat_mall" | "mom_app" | "call_centre" | "jd" | "tmall" | null;
                    held?: boolean | null;
                    overdue?: boolean | null;
                    older_than_minutes?: number | null;
                    placed_from?: string | null;
                    placed_to?: string | null;
                    reached?: "placed" | "paid" | "offered" | "accepted" | "left" | "delivered" | "cancelled" | "needs_person" | null;
                    offered_from?: string | null;
                    offered_to?: string | null;
                    offered_hour?: number | null;
                    offered_city?: string | null;
                    offered_chain?: string | null;
                    offered_late?: boolean | null;
                    credited_from?: string | null;
                    credited_to?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleOrders"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header: {
                    "Idempotency-Key": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CallerOrderIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleOrder"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/orders/{order_no}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleOrder"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/orders/{order_no}/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleDecisions"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/feed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/orders/{order_no}/presence": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsolePresence"];
                    };
                };
            };
        };
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/orders/{order_no}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AssignIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/orders/{order_no}/move": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MoveIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/orders/{order_no}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExtendIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/orders/{order_no}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Act"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/orders/{order_no}/release": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Act"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/orders/{order_no}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Act"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/orders/{order_no}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header: {
                    "Idempotency-Key": string;
                };
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RefundAct"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/refunds/{refund_no}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                refund_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    refund_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DecideIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/orders/{order_no}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NoteIn"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/orders/{order_no}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RevealOrderIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RevealedOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/orders/{order_no}/photo": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RevealPhotoIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/jpeg": string;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/members/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SearchIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleFoundMembers"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewMemberIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleFound"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleFound"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/members/{member_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member_id: number;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    member_id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleMember"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/members/{member_id}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    member_id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RevealMemberIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RevealedMember"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/members/{member_id}/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    member_id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CallerAddressIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleAddress"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleAddress"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CallerQuoteIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleQuote"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
                    limit?: number;
                    city?: string | null;
                    chain?: string | null;
                    status?: "active" | "suspended" | "closed" | null;
                    paused?: boolean | null;
                    nobody_there?: boolean | null;
                    no_device?: boolean | null;
                    q?: string | null;
                    sort?: "code" | "acceptance" | "on_time" | "answer_p50_s";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleStores"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/stores/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleStore"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/stores/{code}/wxacode": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/stores/{code}/performance": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                };
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsolePerformance"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/stores/{code}/statement": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                    format?: "json" | "csv";
                };
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleStatement"];
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/stores/{code}/status": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StandingIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleStanding"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/orders/{order_no}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_no: string;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleTemplates"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header: {
                    "Idempotency-Key": string;
                };
                path: {
                    order_no: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsoleMessageIn"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleOrder"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query: {
                    city: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleMap"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/districts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleCities"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/districts/{where}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                where: string;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    where: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleDistricts"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/stores/{code}/area": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsoleAreaIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleStore"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/stores/{code}/hours": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsoleHoursIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleStore"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/stores/{code}/capacity": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsoleCapacityIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleStore"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/stores/{code}/stock": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
                    limit?: number;
                    q?: string | null;
                };
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleStock"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/stores/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: {
                    dry_run?: boolean;
                    reason?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "text/csv": string;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleImport"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/reports/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                    city?: string | null;
                    chain?: string | null;
                    format?: "json" | "csv" | "xlsx";
                };
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleReport"];
                        "text/csv": string;
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/settlements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
                    limit?: number;
                    state?: "open" | "locked" | "paid" | null;
                    store_code?: string | null;
                    from?: string | null;
                    to?: string | null;
                    format?: "json" | "csv" | "xlsx";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleSettlements"];
                        "text/csv": string;
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsoleSettlementsIn"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleOpened"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/settlements/{settlement_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                settlement_id: number;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    format?: "json" | "csv" | "xlsx";
                };
                header?: never;
                path: {
                    settlement_id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleSettlementWhole"];
                        "text/csv": string;
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    settlement_id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/settlements/{settlement_id}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                settlement_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    settlement_id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsoleLockIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleSettlementWhole"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/settlements/{settlement_id}/pay": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                settlement_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    settlement_id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsolePayIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleSettlementWhole"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsolePolicies"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PolicyIn"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsolePolicy"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/policies/{version}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    version: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ActivateIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsolePolicy"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/policies/{version}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: number;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    against?: number | null;
                };
                header?: never;
                path: {
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleDiff"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/policies/back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ActivateIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsolePolicy"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/what-ifs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleWhatIfs"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsoleWhatIfIn"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleWhatIf"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/what-ifs/{which}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                which: number;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    which: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleWhatIf"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
                    limit?: number;
                    group?: "money" | "printer" | "delivery" | "point" | "store_silent" | "store_offline" | "outbox" | null;
                    resolved?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleExceptions"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/exceptions/{exception_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                exception_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    exception_id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ResolveIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleException"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/me/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleTotp"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsolePasswordOnlyIn"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleTotpBegun"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/me/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsoleCodeIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleRecoveryCodes"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/me/totp/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsolePasswordCodeIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleRecoveryCodes"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/me/totp/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsolePasswordCodeIn"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsoleNewPasswordIn"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session_id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
                    limit?: number;
                    role?: "customer_service" | "headquarters" | null;
                    active?: boolean | null;
                    q?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleAgents"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsoleAgentIn"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleAgent"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/agents/{agent_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    agent_id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsoleAgentChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleAgent"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/console/v1/agents/{agent_id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent_id: number;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    agent_id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleDeviceSessions"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/agents/{agent_id}/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent_id: number;
                session_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    agent_id: number;
                    session_id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
                    limit?: number;
                    who?: number | null;
                    kind?: "reveal" | "refund" | "store" | "policy" | "settlement" | "account" | "agent.changed" | "agent.created" | "agent.logged_in" | "agent.session_ended" | "agent.totp_off" | "agent.totp_on" | "alert.failed" | "alert.sent" | "call.claimed" | "call.done" | "call.opened" | "delivery.cancelled" | "delivery.delivered" | "delivery.failed" | "delivery.given_back" | "delivery.on_the_road" | "delivery.photo" | "delivery.picking" | "delivery.wrong_code" | "exception.opened" | "exception.resolved" | "member.address_added" | "member.created" | "member.revealed" | "message.failed" | "message.sent" | "notice.kept" | "offer.accepted" | "offer.declined" | "offer.expired" | "offer.extended" | "offer.made" | "offer.withdrawn" | "order.accepted" | "order.called" | "order.cancelled" | "order.completed" | "order.delivered" | "order.given_back" | "order.held" | "order.messaged" | "order.moved" | "order.needs_person" | "order.noted" | "order.offered" | "order.out_for_delivery" | "order.paid" | "order.placed" | "order.rated" | "order.released" | "order.rerouted" | "order.revealed" | "payment.closed" | "payment.created" | "payment.failed" | "payment.late" | "payment.mismatch" | "payment.succeeded" | "policy.activated" | "policy.drafted" | "printer.added" | "printer.removed" | "refund.approved" | "refund.failed" | "refund.processing" | "refund.rejected" | "refund.requested" | "refund.succeeded" | "settlement.dropped" | "settlement.locked" | "settlement.opened" | "settlement.paid" | "staff.changed" | "stock.recount_asked" | "store.changed" | "store.paused" | "store.resumed" | "store.status_changed" | "stores.imported" | "what_if.asked" | null;
                    order?: string | null;
                    from?: string | null;
                    to?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleAuditPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsoleHealth"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/call-tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
                    limit?: number;
                    over?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CallTasks"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/call-tasks/{task_id}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    task_id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CallTask"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/call-tasks/{task_id}/done": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    task_id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DoneIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CallTask"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/stores/{code}/printers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StorePrinters"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/console/v1/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CallerPlaceIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsolePlaces"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Act: {
            reason: string;
            /** @default null */
            seen_event_id?: number | null;
        };
        ActivateIn: {
            reason: string;
        };
        AssignIn: {
            reason: string;
            /** @default null */
            seen_event_id?: number | null;
            store_code: string;
            /** @default false */
            overrule?: boolean;
            /** @default false */
            take_back?: boolean;
        };
        CallOffer: {
            offer_id: number;
            order_no: string;
            state: string;
            /** Format: date-time */
            expires_at: string;
        };
        CallTask: {
            id: number;
            state: string;
            state_zh: string;
            store_code: string;
            store_name: string;
            store_phone: string;
            city: string | null;
            /** Format: date-time */
            opened_at: string;
            claimed_by_zh: string | null;
            /** Format: date-time */
            claimed_at: string | null;
            /** Format: date-time */
            ended_at: string | null;
            outcome: string | null;
            outcome_zh: string | null;
            note: string | null;
            offers: components["schemas"]["CallOffer"][];
        };
        CallTasks: {
            tasks: components["schemas"]["CallTask"][];
            outcomes_zh: {
                [key: string]: string;
            };
            next_cursor: string | null;
        };
        CallerAddressIn: {
            name: string;
            phone: string;
            text: string;
            /** @default  */
            door?: string;
            point: components["schemas"]["CallerPointIn"];
            /** @default false */
            is_default?: boolean;
        };
        CallerOrderIn: {
            member_id: number;
            address_id: number;
            lines: components["schemas"]["LineIn"][];
            /**
             * @default on_delivery
             * @enum {string}
             */
            payment_method?: "on_delivery" | "online";
            /** @default  */
            note?: string;
            /** @default null */
            expect_store_code?: string | null;
        };
        CallerPlaceIn: {
            /** @default null */
            text?: string | null;
            point?: components["schemas"]["PointIn"] | null;
        };
        CallerPointIn: {
            lng: number;
            lat: number;
            /** @enum {string} */
            datum: "gcj02" | "wgs84" | "bd09";
        };
        CallerQuoteIn: {
            member_id: number;
            address_id: number;
            lines: components["schemas"]["LineIn"][];
        };
        ConsoleAddress: {
            id: number;
            name: string;
            phone: string;
            address: string;
            point: components["schemas"]["ConsolePoint"];
            is_default: boolean;
        };
        ConsoleAgent: {
            id: number;
            login: string;
            name: string;
            role: string;
            role_zh: string;
            active: boolean;
            locked: boolean;
            totp: boolean;
            sessions: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_login_at: string | null;
        };
        ConsoleAgentChange: {
            name?: string;
            /** @enum {string} */
            role?: "customer_service" | "headquarters";
            active?: boolean;
            password?: string;
            /** @enum {boolean} */
            reset_totp?: true;
            reason: string;
        };
        ConsoleAgentIn: {
            login: string;
            name: string;
            /** @enum {string} */
            role: "customer_service" | "headquarters";
            password: string;
        };
        ConsoleAgents: {
            agents: components["schemas"]["ConsoleAgent"][];
            next_cursor: string | null;
        };
        ConsoleAlert: {
            rung: string;
            rung_zh: string;
            state: string;
            state_zh: string;
            failure: string | null;
            failure_zh: string | null;
            /** Format: date-time */
            due_at: string;
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            receipt_at: string | null;
            receipt_by_zh: string | null;
            together: number;
        };
        ConsoleAreaIn: {
            polygon: number[][] | null;
            /**
             * @default gcj02
             * @enum {string}
             */
            datum?: "gcj02" | "wgs84" | "bd09";
            /** @default null */
            radius_m?: number | null;
            reason: string;
        };
        ConsoleAudit: {
            id: number;
            /** Format: date-time */
            at: string;
            kind: string;
            kind_zh: string;
            by: string;
            by_zh: string | null;
            order_no: string | null;
            store_code: string | null;
            member_id: number | null;
            reason: string | null;
            facts: {
                [key: string]: unknown;
            };
        };
        ConsoleAuditPage: {
            actions: components["schemas"]["ConsoleAudit"][];
            next_cursor: string | null;
        };
        ConsoleBaby: {
            nickname: string;
            birth_month: string;
        };
        ConsoleBoard: {
            /** Format: date-time */
            now: string;
            orders: components["schemas"]["ConsoleBoardRow"][];
            counters: components["schemas"]["ConsoleBoardCounters"];
            words: {
                [key: string]: {
                    [key: string]: string;
                };
            };
        };
        ConsoleBoardCounters: {
            live: number;
            held: number;
            overdue: number;
            by_state: {
                [key: string]: number;
            };
            by_sla: {
                [key: string]: number;
            };
        };
        ConsoleBoardRow: {
            order_no: string;
            state: string;
            channel: string;
            store_code: string | null;
            store_name: string | null;
            city: string | null;
            chain: string | null;
            total_fen: number;
            /** Format: date-time */
            placed_at: string;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            due_at: string | null;
            /** Format: date-time */
            began_at: string;
            offers_made: number;
            needs_person_reason: string | null;
            held: boolean;
            no_device: boolean;
            /** @enum {string} */
            sla: "overdue" | "ten_minutes" | "no_device" | "silent_store" | "half" | "fresh";
        };
        ConsoleCandidate: {
            store_code: string;
            store_name: string | null;
            relation: string;
            relation_zh: string;
            rank: number;
            distance_m: number;
            dropped: string | null;
            dropped_zh: string | null;
            skus: string[];
            chosen: boolean;
        };
        ConsoleCapacityIn: {
            capacity: number | null;
            reason: string;
        };
        ConsoleChange: {
            setting: string;
            setting_zh: string;
            before: unknown;
            after: unknown;
        };
        ConsoleCities: {
            cities: components["schemas"]["ConsoleCity"][];
        };
        ConsoleCity: {
            city: string;
            province: string;
            box: number[];
            stores: number;
            live_orders: number;
        };
        ConsoleCodeIn: {
            code: string;
        };
        ConsoleColumn: {
            field: string;
            heading: string;
            kind: string;
        };
        ConsoleConsent: {
            purpose: string;
            purpose_zh: string;
            text_version: string;
            /** Format: date-time */
            given_at: string;
            /** Format: date-time */
            withdrawn_at: string | null;
        };
        ConsoleCounters: {
            by_state: {
                [key: string]: number;
            };
            live: number;
            held: number;
            overdue: number;
        };
        ConsoleDate: {
            /** Format: date */
            date: string;
            hours: string;
            note: string | null;
        };
        ConsoleDatedIn: {
            /** Format: date */
            date: string;
            /** @default  */
            hours?: string;
            /** @default null */
            note?: string | null;
        };
        ConsoleDecision: {
            /** Format: date-time */
            at: string;
            policy_version: number;
            reason: string;
            reason_zh: string;
            cap: string | null;
            cap_zh: string | null;
            store_name: string | null;
            distance_m: number | null;
            by: string | null;
            by_zh: string | null;
            person_reason: string | null;
            candidates: components["schemas"]["ConsoleCandidate"][];
        };
        ConsoleDecisions: {
            decisions: components["schemas"]["ConsoleDecision"][];
            suggestions: components["schemas"]["ConsoleSuggestion"][];
        };
        ConsoleDelivery: {
            store_code: string;
            store_name: string;
            state: string;
            state_zh: string;
            /** Format: date-time */
            accepted_at: string;
            /** Format: date-time */
            picking_at: string | null;
            /** Format: date-time */
            left_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
            courier: string | null;
            proof: string | null;
            photos: components["schemas"]["ConsolePhoto"][];
            failure_reason_zh: string | null;
        };
        ConsoleDevice: {
            device: string | null;
            name: string;
            /** Format: date-time */
            logged_in_at: string;
            /** Format: date-time */
            last_seen_at: string | null;
            online: boolean;
        };
        ConsoleDeviceSession: {
            id: number;
            device: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            current: boolean;
        };
        ConsoleDeviceSessions: {
            sessions: components["schemas"]["ConsoleDeviceSession"][];
        };
        ConsoleDiff: {
            version: number;
            against: number;
            changes: components["schemas"]["ConsoleChange"][];
        };
        ConsoleDistricts: {
            type: string;
            features: {
                [key: string]: unknown;
            }[];
        };
        ConsoleEntry: {
            id: number;
            kind: string;
            kind_zh: string;
            reference: string;
            /** Format: date-time */
            at: string;
            postings: components["schemas"]["ConsolePosting"][];
        };
        ConsoleEvent: {
            id: number;
            /** Format: date-time */
            at: string;
            kind: string;
            text: string;
            store_code: string | null;
            by: string | null;
            by_zh: string | null;
        };
        ConsoleException: {
            id: number;
            key: string;
            group: string;
            kind: string;
            kind_zh: string;
            order_no: string | null;
            store_code: string | null;
            store_name: string | null;
            facts: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            opened_at: string;
            /** Format: date-time */
            resolved_at: string | null;
            resolved_by: string | null;
            resolution: string | null;
        };
        ConsoleExceptions: {
            exceptions: components["schemas"]["ConsoleException"][];
            rejections: components["schemas"]["ConsoleRejection"][];
            counters: {
                [key: string]: number;
            };
            groups: {
                [key: string]: string;
            };
            next_cursor: string | null;
        };
        ConsoleFound: {
            id: number;
            ref: string | null;
            name: string | null;
            phone: string | null;
            phone_verified: boolean;
        };
        ConsoleFoundMembers: {
            members: components["schemas"]["ConsoleFound"][];
        };
        ConsoleHealth: {
            state: string;
            problems: string[];
            processes: components["schemas"]["ConsoleProcess"][];
            lags: components["schemas"]["ConsoleLags"];
            redis: components["schemas"]["ConsoleRedis"];
            postgresql: components["schemas"]["ConsolePostgres"];
            wechat: components["schemas"]["ConsoleWechatState"];
            outages: components["schemas"]["ConsoleOutage"][];
        };
        ConsoleHerStore: {
            code: string;
            name: string;
            address: string;
            phone: string;
            home: boolean;
            standing: string;
            standing_zh: string;
            open_now: boolean;
        };
        ConsoleHoursIn: {
            hours: string;
            /** @default null */
            exceptions?: components["schemas"]["ConsoleDatedIn"][] | null;
            reason: string;
        };
        ConsoleImport: {
            dry_run: boolean;
            added: number;
            changed: number;
            unchanged: number;
            notes: string[];
            warnings: string[];
            more_warnings: number;
        };
        ConsoleLags: {
            sweeper_s: number;
            overdue_offers: number;
            waiting_orders: number;
            relay_s: number;
            unpublished: number;
            untold: number;
        };
        ConsoleLandmark: {
            name: string;
            address: string;
            point: components["schemas"]["ConsolePoint"];
        };
        ConsoleLine: {
            sku: string;
            name: string;
            quantity: number;
            unit_price_fen: number;
            amount_fen: number;
        };
        ConsoleLockIn: {
            reason: string;
        };
        ConsoleLoginIn: {
            login: string;
            password: string;
            /** @default null */
            device?: string | null;
            /** @default null */
            code?: string | null;
        };
        ConsoleMap: {
            city: string;
            datum: string;
            /** Format: date-time */
            now: string;
            stores: components["schemas"]["ConsoleMapStore"][];
            orders: components["schemas"]["ConsoleMapOrder"][];
        };
        ConsoleMapOrder: {
            order_no: string;
            state: string;
            store_code: string | null;
            offered_to: string | null;
            point: number[];
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            due_at: string | null;
            sla: string;
            needs_person_reason: string | null;
            offers_made: number;
        };
        ConsoleMapStore: {
            code: string;
            name: string;
            chain: string | null;
            status: string;
            paused: boolean;
            point: number[];
            online: boolean;
            on_shift: number;
            open_now: boolean;
            open_offers: number;
            live_orders: number;
            area: {
                [key: string]: unknown;
            } | null;
            radius_m: number | null;
        };
        ConsoleMe: {
            login: string;
            name: string;
            role: string;
            role_zh: string;
            operations: string[];
            totp: boolean;
            map_tiles: string | null;
            /** Format: date-time */
            now: string;
            last_event_id: number;
        };
        ConsoleMember: {
            id: number;
            ref: string | null;
            name: string | null;
            phone: string | null;
            phone_verified: boolean;
            /** Format: date-time */
            member_since: string;
            stores: components["schemas"]["ConsoleHerStore"][];
            orders: components["schemas"]["ConsoleOrderRow"][];
            purchases: components["schemas"]["ConsolePurchase"][];
            addresses: components["schemas"]["ConsoleAddress"][];
            babies: components["schemas"]["ConsoleBaby"][];
            consents: components["schemas"]["ConsoleConsent"][];
        };
        ConsoleMessage: {
            id: number;
            channel: string;
            channel_zh: string;
            template: string;
            template_zh: string;
            to_kind: string;
            to_zh: string;
            state: string;
            state_zh: string;
            attempts: number;
            failure: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            sent_at: string | null;
        };
        ConsoleMessageIn: {
            /** @enum {string} */
            template: "agent.called" | "agent.working" | "agent.late" | "agent.address" | "agent.pay";
            reason: string;
        };
        ConsoleNewPasswordIn: {
            password: string;
            new_password: string;
        };
        ConsoleNote: {
            id: number;
            /** Format: date-time */
            at: string;
            by: string;
            text: string;
        };
        ConsoleOffer: {
            id: number;
            store_code: string;
            store_name: string;
            store_phone: string;
            state: string;
            state_zh: string;
            by_person: boolean;
            reason: string;
            reason_zh: string;
            distance_m: number | null;
            /** Format: date-time */
            offered_at: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            answered_at: string | null;
            answered_by_zh: string | null;
            decline_reason: string | null;
            decline_reason_zh: string | null;
            /** Format: date-time */
            ended_at: string | null;
            alerts: components["schemas"]["ConsoleAlert"][];
        };
        ConsoleOpened: {
            opened: number;
            ids: number[];
            already_open: string[];
        };
        ConsoleOrder: {
            order_no: string;
            member_id: number;
            state: string;
            state_zh: string;
            channel: string;
            channel_zh: string;
            payment_method: string;
            store_code: string | null;
            store_name: string | null;
            store_phone: string | null;
            offers_made: number;
            needs_person_reason: string | null;
            needs_person_zh: string | null;
            /** Format: date-time */
            held_at: string | null;
            hold_reason: string | null;
            placed_by_agent: string | null;
            goods_fen: number;
            delivery_fee_fen: number;
            total_fen: number;
            refunded_fen: number;
            /** Format: date-time */
            placed_at: string;
            /** Format: date-time */
            paid_at: string | null;
            /** Format: date-time */
            promise_at: string | null;
            /** Format: date-time */
            close_at: string | null;
            /** Format: date-time */
            state_changed_at: string;
            /** Format: date-time */
            now: string;
            last_event_id: number | null;
            lines: components["schemas"]["ConsoleLine"][];
            recipient: components["schemas"]["ConsoleRecipient"];
            note: string | null;
            offers: components["schemas"]["ConsoleOffer"][];
            deliveries: components["schemas"]["ConsoleDelivery"][];
            payments: components["schemas"]["ConsolePayment"][];
            refunds: components["schemas"]["ConsoleRefund"][];
            entries: components["schemas"]["ConsoleEntry"][];
            messages: components["schemas"]["ConsoleMessage"][];
            notes: components["schemas"]["ConsoleNote"][];
            rating: components["schemas"]["ConsoleRating"] | null;
            timeline: components["schemas"]["ConsoleEvent"][];
            actions: string[];
        };
        ConsoleOrderRow: {
            order_no: string;
            state: string;
            state_zh: string;
            channel: string;
            channel_zh: string;
            store_code: string | null;
            store_name: string | null;
            store_phone: string | null;
            city: string | null;
            goods: string;
            total_fen: number;
            refunded_fen: number;
            payment_method: string;
            recipient_name: string;
            recipient_phone: string;
            offers_made: number;
            needs_person_reason: string | null;
            needs_person_zh: string | null;
            held: boolean;
            hold_reason: string | null;
            placed_by_agent: string | null;
            /** Format: date-time */
            placed_at: string;
            /** Format: date-time */
            promise_at: string | null;
            age_s: number;
            /** Format: date-time */
            due_at: string | null;
            seconds_left: number | null;
            no_device: boolean;
        };
        ConsoleOrders: {
            orders: components["schemas"]["ConsoleOrderRow"][];
            counters: components["schemas"]["ConsoleCounters"];
            next_cursor: string | null;
        };
        ConsoleOutage: {
            name: string;
            /** Format: date-time */
            from_at: string;
            /** Format: date-time */
            until_at: string;
            offers_extended: number;
        };
        ConsoleOwnScore: {
            answer_p50_s: number | null;
            acceptance: number | null;
            on_time: number | null;
        };
        ConsolePasswordCodeIn: {
            password: string;
            code: string;
        };
        ConsolePasswordOnlyIn: {
            password: string;
        };
        ConsolePayIn: {
            bank_reference: string;
            reason: string;
        };
        ConsolePayment: {
            provider: string;
            out_trade_no: string;
            transaction_id: string | null;
            amount_fen: number;
            state: string;
            state_zh: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            paid_at: string | null;
            /** Format: date-time */
            closed_at: string | null;
        };
        ConsolePerformance: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            days: components["schemas"]["ConsolePerformanceDay"][];
            total: components["schemas"]["ConsolePerformanceDay"];
        };
        ConsolePerformanceDay: {
            /** Format: date */
            day: string | null;
            offers: number;
            open: number;
            accepted: number;
            declined: number;
            declined_by_reason: {
                [key: string]: number;
            };
            expired: number;
            withdrawn: number;
            answer_p50_s: number | null;
            delivered: number;
            promised: number;
            on_time: number;
            on_time_share: number | null;
            revenue_fen: number;
            refunds_fen: number;
        };
        ConsolePeriodIn: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
        };
        ConsolePhoto: {
            id: number;
            taken_at: string;
            used: boolean;
            erased: boolean;
        };
        ConsolePlaces: {
            district: string | null;
            confidence: string | null;
            centre: components["schemas"]["ConsolePoint"];
            outline: number[][][];
            stores: components["schemas"]["ConsoleLandmark"][];
        };
        ConsolePoint: {
            lng: number;
            lat: number;
            datum: string;
        };
        ConsolePolicies: {
            policies: components["schemas"]["ConsolePolicy"][];
            settings_zh: {
                [key: string]: string;
            };
        };
        ConsolePolicy: {
            version: number;
            state: string;
            settings: {
                [key: string]: unknown;
            };
            created_by: string;
            created_by_zh: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            activated_at: string | null;
        };
        ConsolePostgres: {
            version: string;
            size_bytes: number;
            connections: number;
            max_connections: number;
            longest_transaction_s: number;
        };
        ConsolePosting: {
            account: string;
            account_zh: string;
            store: string | null;
            amount_fen: number;
        };
        ConsolePresence: {
            others: components["schemas"]["ConsoleViewer"][];
            last_event_id: number | null;
        };
        ConsoleProcess: {
            name: string;
            name_zh: string;
            silent_s: number | null;
            /** Format: date-time */
            last_at: string | null;
            ok: boolean;
        };
        ConsolePurchase: {
            source: string;
            source_key: string;
            store_code: string;
            store_name: string;
            /** Format: date-time */
            purchased_at: string;
            state: string;
            total_fen: number;
            refunded_fen: number;
            lines: components["schemas"]["ConsolePurchaseLine"][];
        };
        ConsolePurchaseLine: {
            sku: string;
            name: string;
            quantity: number;
            paid_fen: number;
            returned: number;
        };
        ConsoleQueue: {
            name: string;
            waiting: number;
            scheduled: number;
            failed: number;
            workers: number;
        };
        ConsoleQuote: {
            store: components["schemas"]["ConsoleQuoteStore"] | null;
            expect_store_code: string | null;
            needs_person: boolean;
            needs_person_zh: string | null;
            reason: string;
            reason_zh: string;
            /** Format: date-time */
            promise_at: string | null;
            promise_zh: string | null;
            lines: components["schemas"]["ConsoleQuoteLine"][];
            goods_fen: number;
            delivery_fee_fen: number;
            total_fen: number;
        };
        ConsoleQuoteLine: {
            sku: string;
            name: string;
            quantity: number;
            unit_price_fen: number;
            amount_fen: number;
        };
        ConsoleQuoteStore: {
            code: string;
            name: string;
            address: string;
            distance_m: number;
            open_now: boolean;
        };
        ConsoleRating: {
            stars: number;
            words: string;
            /** Format: date-time */
            rated_at: string;
        };
        ConsoleRecipient: {
            name: string;
            phone: string;
            address: string;
            point: components["schemas"]["ConsolePoint"];
        };
        ConsoleRecoveryCodes: {
            recovery_codes: string[];
        };
        ConsoleRedis: {
            state: string;
            version: string | null;
            used_memory_bytes: number | null;
            queues: components["schemas"]["ConsoleQueue"][];
        };
        ConsoleRefund: {
            refund_no: string;
            amount_fen: number;
            state: string;
            state_zh: string;
            after_delivery: boolean;
            reason: string;
            failure: string | null;
            requested_by_zh: string | null;
            decided_by_zh: string | null;
            /** Format: date-time */
            requested_at: string;
            /** Format: date-time */
            finished_at: string | null;
        };
        ConsoleRefusals: {
            reason: string | null;
            reason_zh: string | null;
            number: number;
        };
        ConsoleRejection: {
            /** Format: date */
            day: string;
            source: string;
            kind: string;
            times: number;
        };
        ConsoleReport: {
            name: string;
            title: string;
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            columns: components["schemas"]["ConsoleColumn"][];
            rows: {
                [key: string]: unknown;
            }[];
            total: {
                [key: string]: unknown;
            };
        };
        ConsoleScore: {
            answer_p50_s: number | null;
            acceptance: number | null;
            on_time: number | null;
            days: number;
            offers: number;
            answers: number;
            promised: number;
            own: components["schemas"]["ConsoleOwnScore"];
            refusals: components["schemas"]["ConsoleRefusals"][];
        };
        ConsoleSession: {
            token: string;
            expires_in_s: number;
            agent: components["schemas"]["ConsoleMe"];
        };
        ConsoleSettlement: {
            id: number;
            settlement_no: string;
            store_code: string;
            store_name: string;
            chain: string | null;
            /** Format: date */
            first_day: string;
            /** Format: date */
            last_day: string;
            state: string;
            state_zh: string;
            lines: number;
            payable_fen: number;
            cash_fen: number;
            due_fen: number;
            /** Format: date-time */
            opened_at: string;
            opened_by_zh: string | null;
            /** Format: date-time */
            locked_at: string | null;
            locked_by_zh: string | null;
            /** Format: date-time */
            paid_at: string | null;
            paid_by_zh: string | null;
            bank_reference: string | null;
        };
        ConsoleSettlementLine: {
            id: number;
            /** Format: date-time */
            at: string;
            kind: string;
            kind_zh: string;
            reference: string;
            order_no: string | null;
            amount_fen: number;
            cash_fen: number;
        };
        ConsoleSettlementWhole: {
            id: number;
            settlement_no: string;
            store_code: string;
            store_name: string;
            chain: string | null;
            /** Format: date */
            first_day: string;
            /** Format: date */
            last_day: string;
            state: string;
            state_zh: string;
            lines: number;
            payable_fen: number;
            cash_fen: number;
            due_fen: number;
            /** Format: date-time */
            opened_at: string;
            opened_by_zh: string | null;
            /** Format: date-time */
            locked_at: string | null;
            locked_by_zh: string | null;
            /** Format: date-time */
            paid_at: string | null;
            paid_by_zh: string | null;
            bank_reference: string | null;
            entries: components["schemas"]["ConsoleSettlementLine"][];
        };
        ConsoleSettlements: {
            settlements: components["schemas"]["ConsoleSettlement"][];
            next_cursor: string | null;
        };
        ConsoleSettlementsIn: {
            period: components["schemas"]["ConsolePeriodIn"];
            /** @default false */
            all?: boolean;
            /** @default null */
            stores?: string[] | null;
        };
        ConsoleSide: {
            orders: number;
            returning: number;
            kept: number;
            kept_share: number | null;
            accepted: number;
            offers: number;
            refused: number;
            expired: number;
            needs_person: number;
            minutes_p50: number | null;
            minutes_p90: number | null;
            distance_p50_m: number | null;
            distance_p90_m: number | null;
            revenue_fen: number;
        };
        ConsoleSideStore: {
            code: string;
            name: string;
            live_orders: number;
            draft_orders: number;
            live_fen: number;
            draft_fen: number;
            diff_fen: number;
        };
        ConsoleStaff: {
            name: string;
            phone: string;
            role_zh: string;
            /** Format: date-time */
            at_work_since: string | null;
        };
        ConsoleStanding: {
            code: string;
            name: string;
            chain: string | null;
            city: string | null;
            phone: string;
            status: string;
            status_zh: string;
            paused: boolean;
            /** Format: date-time */
            paused_until: string | null;
            pause_reason_zh: string | null;
            capacity: number | null;
            live_orders: number;
            open_offers: number;
            on_shift: number;
            devices_online: number;
            /** Format: date-time */
            last_seen_at: string | null;
            open_now: boolean;
            score: components["schemas"]["ConsoleScore"];
            address: string;
            point: components["schemas"]["ConsolePoint"];
            radius_m: number | null;
            has_area: boolean;
            area: {
                [key: string]: unknown;
            } | null;
            successor_code: string | null;
            tracks_stock: boolean;
            hours: string;
            exceptions: components["schemas"]["ConsoleDate"][];
            staff: components["schemas"]["ConsoleStaff"][];
            devices: components["schemas"]["ConsoleDevice"][];
            offers_today: components["schemas"]["ConsoleStoreOffer"][];
            recounts_asked: string[];
            orders_sent_on: number;
        };
        ConsoleStatement: {
            store_code: string;
            store_name: string;
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            opening_fen: number;
            closing_fen: number;
            opening_cash_fen: number;
            closing_cash_fen: number;
            due_fen: number;
            lines: components["schemas"]["ConsoleStatementLine"][];
            settlements: components["schemas"]["Settled"][];
        };
        ConsoleStatementLine: {
            /** Format: date-time */
            at: string;
            kind: string;
            kind_zh: string;
            reference: string;
            order_no: string | null;
            payment_method: string | null;
            amount_fen: number;
            platform_share_fen: number;
            cash_fen: number;
            balance_fen: number;
            settlement_no: string | null;
            settlement_state: string | null;
            settlement_zh: string;
            id: number;
        };
        ConsoleStock: {
            stock: components["schemas"]["ConsoleStockRow"][];
            next_cursor: string | null;
        };
        ConsoleStockRow: {
            sku: string;
            name: string;
            category: string;
            unit: string;
            on_hand: number | null;
            reserved: number;
            available: number | null;
            low: boolean;
            /** Format: date-time */
            recount_asked_at: string | null;
        };
        ConsoleStore: {
            code: string;
            name: string;
            chain: string | null;
            city: string | null;
            phone: string;
            status: string;
            status_zh: string;
            paused: boolean;
            /** Format: date-time */
            paused_until: string | null;
            pause_reason_zh: string | null;
            capacity: number | null;
            live_orders: number;
            open_offers: number;
            on_shift: number;
            devices_online: number;
            /** Format: date-time */
            last_seen_at: string | null;
            open_now: boolean;
            score: components["schemas"]["ConsoleScore"];
            address: string;
            point: components["schemas"]["ConsolePoint"];
            radius_m: number | null;
            has_area: boolean;
            area: {
                [key: string]: unknown;
            } | null;
            successor_code: string | null;
            tracks_stock: boolean;
            hours: string;
            exceptions: components["schemas"]["ConsoleDate"][];
            staff: components["schemas"]["ConsoleStaff"][];
            devices: components["schemas"]["ConsoleDevice"][];
            offers_today: components["schemas"]["ConsoleStoreOffer"][];
            recounts_asked: string[];
        };
        ConsoleStoreOffer: {
            order_no: string;
            state: string;
            state_zh: string;
            by_person: boolean;
            /** Format: date-time */
            offered_at: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            answered_at: string | null;
            decline_reason_zh: string | null;
            order_state: string;
        };
        ConsoleStoreRow: {
            code: string;
            name: string;
            chain: string | null;
            city: string | null;
            phone: string;
            status: string;
            status_zh: string;
            paused: boolean;
            /** Format: date-time */
            paused_until: string | null;
            pause_reason_zh: string | null;
            capacity: number | null;
            live_orders: number;
            open_offers: number;
            on_shift: number;
            devices_online: number;
            /** Format: date-time */
            last_seen_at: string | null;
            open_now: boolean;
            score: components["schemas"]["ConsoleScore"];
        };
        ConsoleStores: {
            stores: components["schemas"]["ConsoleStoreRow"][];
            next_cursor: string | null;
        };
        ConsoleSuggestion: {
            store_code: string;
            store_name: string;
            store_phone: string;
            city: string | null;
            relation: string;
            relation_zh: string;
            rank: number;
            distance_m: number;
            dropped: string | null;
            dropped_zh: string | null;
            skus: string[];
            may: string;
            /** Format: date-time */
            would_expire_at: string | null;
            offered_before: string | null;
            offered_before_zh: string | null;
            live_orders: number;
            capacity: number | null;
            on_shift: number;
            open_now: boolean;
        };
        ConsoleTemplate: {
            template: string;
            title: string;
            text: string;
        };
        ConsoleTemplates: {
            templates: components["schemas"]["ConsoleTemplate"][];
        };
        ConsoleTotp: {
            on: boolean;
            recovery_codes_left: number;
        };
        ConsoleTotpBegun: {
            secret: string;
            uri: string;
        };
        ConsoleViewer: {
            name: string;
            /** Format: date-time */
            since: string;
        };
        ConsoleWechatState: {
            mode: string;
            rejected_week: number;
            messages_failed_day: number;
            notices_waiting: number;
            shippings_failed: number;
        };
        ConsoleWhatIf: {
            id: number;
            state: string;
            progress: number;
            mode: string;
            days: number;
            seed: number;
            asked_by_zh: string | null;
            /** Format: date-time */
            asked_at: string;
            /** Format: date-time */
            finished_at: string | null;
            failure: string | null;
            settings: {
                [key: string]: unknown;
            };
            results: components["schemas"]["ConsoleWhatIfResults"] | null;
        };
        ConsoleWhatIfIn: {
            /** @default null */
            policy?: {
                [key: string]: unknown;
            } | null;
            /** @default null */
            version?: number | null;
            /** @default 14 */
            days?: number;
            /**
             * @default replay
             * @enum {string}
             */
            mode?: "replay" | "simulate";
            /** @default 1 */
            seed?: number;
        };
        ConsoleWhatIfResults: {
            live_version: number;
            orders: number;
            bounded: boolean;
            assumed: string[];
            live: components["schemas"]["ConsoleSide"];
            draft: components["schemas"]["ConsoleSide"];
            winners: components["schemas"]["ConsoleSideStore"][];
            losers: components["schemas"]["ConsoleSideStore"][];
            stores: components["schemas"]["ConsoleSideStore"][];
        };
        ConsoleWhatIfRow: {
            id: number;
            state: string;
            progress: number;
            mode: string;
            days: number;
            seed: number;
            asked_by_zh: string | null;
            /** Format: date-time */
            asked_at: string;
            /** Format: date-time */
            finished_at: string | null;
            failure: string | null;
        };
        ConsoleWhatIfs: {
            what_ifs: components["schemas"]["ConsoleWhatIfRow"][];
            next_cursor: string | null;
        };
        DecideIn: {
            approve: boolean;
            reason: string;
        };
        DoneIn: {
            /** @enum {string} */
            outcome: "will_answer" | "no_answer" | "wrong_number" | "closed" | "other";
            /** @default null */
            note?: string | null;
        };
        ExtendIn: {
            reason: string;
            /** @default null */
            seen_event_id?: number | null;
            minutes: number;
        };
        LineIn: {
            sku: string;
            quantity: number;
        };
        MoveIn: {
            reason: string;
            /** @default null */
            seen_event_id?: number | null;
            /** @default [] */
            include?: string[];
            /** @default [] */
            exclude?: string[];
            /** @default false */
            take_back?: boolean;
        };
        NewMemberIn: {
            phone: string;
            /** @default null */
            name?: string | null;
        };
        NoteIn: {
            text: string;
        };
        PointIn: {
            lng: number;
            lat: number;
            /**
             * @default gcj02
             * @enum {string}
             */
            datum?: "gcj02" | "wgs84" | "bd09";
        };
        PolicyIn: {
            settings: {
                [key: string]: unknown;
            };
        };
        PrinterOut: {
            id: number;
            provider: string;
            provider_zh: string;
            serial: string;
            name: string;
            condition: string;
            condition_zh: string;
            /** Format: date-time */
            checked_at: string | null;
            /** Format: date-time */
            seen_at: string | null;
            /** Format: date-time */
            failing_since: string | null;
            waiting: number;
            /** Format: date-time */
            created_at: string;
        };
        Problem: {
            type?: string;
            status?: number;
            code?: string;
            detail?: string;
            fields?: {
                [key: string]: string[];
            };
            request_id?: string;
        };
        RefundAct: {
            reason: string;
            /** @default null */
            seen_event_id?: number | null;
            amount_fen: number;
        };
        ResolveIn: {
            reason: string;
        };
        RevealMemberIn: {
            /** @enum {string} */
            what: "phone" | "name" | "addresses" | "babies";
            reason: string;
        };
        RevealOrderIn: {
            /** @enum {string} */
            what: "phone" | "name" | "address";
            reason: string;
        };
        RevealPhotoIn: {
            /** @default null */
            photo_id?: number | null;
            reason: string;
        };
        RevealedMember: {
            what: string;
            value: unknown;
        };
        RevealedOrder: {
            what: string;
            value: string;
        };
        SearchIn: {
            /** @default null */
            phone?: string | null;
            /** @default null */
            order_no?: string | null;
            /** @default null */
            ref?: string | null;
        };
        Settled: {
            settlement_no: string;
            /** Format: date */
            first_day: string;
            /** Format: date */
            last_day: string;
            state: string;
            state_zh: string;
            payable_fen: number;
            cash_fen: number;
            due_fen: number;
            /** Format: date-time */
            paid_at: string | null;
        };
        StandingIn: {
            /** @enum {string} */
            status: "active" | "suspended" | "closed";
            /** @default null */
            successor_code?: string | null;
            reason: string;
        };
        StorePrinters: {
            printers: components["schemas"]["PrinterOut"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
